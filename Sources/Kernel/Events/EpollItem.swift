import CLinux

/// One descriptor that an epoll set watches, while its file is the kernel's.
///
/// What the waker of a file looks at changes under the file's lock, the links of
/// the ready list and of the alarms under the set's, all else under the set's scan lock.
final class EpollItem: Watcher {
  let set: EpollSet
  final var file: FileReference? = nil
  final var descriptor: Int32 = -1
  /// As the program gave them, with EPOLLERR and EPOLLHUP.
  final var events = EpollEvents(rawValue: 0)
  final var data: UInt64 = 0
  /// In the file's queue.
  let place = WatcherPlace()

  /// In the ready list.
  final var isReady = false
  /// Taken out of it, and not yet looked at.
  final var isLookedAt = false
  final var next: Immortal<EpollItem>? = nil
  final var previous: Immortal<EpollItem>? = nil
  /// In the list of alarms.
  final var hasAlarm = false
  final var alarm = UInt64.max
  final var nextAlarm: Immortal<EpollItem>? = nil
  final var previousAlarm: Immortal<EpollItem>? = nil
  /// In the list of its hash, or of those not in use.
  final var chain: Immortal<EpollItem>? = nil

  /// Noted before the file's promotion.
  private var isClosing = false
  private(set) var hasDescriptor = true
  /// The host has it already, disabled.
  private var isHandedOver = false
  /// What is there has been reported, and is not to be again.
  private(set) var isQuiet = false

  init(_ set: EpollSet) { self.set = set }

  /// Starts to watch. The file's lock is held.
  func watch(_ reference: FileReference, _ number: Int32, _ event: linux_epoll_event) {
    file = reference
    descriptor = number
    isClosing = false
    hasDescriptor = true
    events = EpollEvents(rawValue: event.events).union(.always)
    data = event.data
    place.prepare(self, events.readiness, isExclusive: events.contains(.exclusive))
    reference.use { file in place.join(file) }
  }

  /// EPOLL_CTL_MOD. The file's lock is held.
  func change(_ event: linux_epoll_event) {
    events = EpollEvents(rawValue: event.events).union(.always)
    data = event.data
    place.wanted = events.readiness
  }

  /// EPOLLONESHOT has fired: nothing is reported until EPOLL_CTL_MOD. The file's lock is held.
  func disable() {
    events = events.intersection(.flags)
    place.wanted = []
  }

  var isDisabled: Bool { events.isSubset(of: .flags) }

  override func fileChanged(_ readiness: Readiness, _ thread: ThreadBlock) -> Bool {
    let isHeard = set.itemIsReady(self, thread)
    if !events.contains(.exclusive) { return true }
    let both = readiness.rawValue & (Readiness.input.rawValue | Readiness.output.rawValue)
    return isHeard && (both == 0 || both & events.rawValue != 0)
  }

  override func fileIsSet(_ alarm: UInt64, _ thread: ThreadBlock?) { set.setAlarm(self, alarm, thread) }

  override func fileWillBePromoted(_ file: FileReference, _ host: Host, isClosing: Bool) {
    self.isClosing = isClosing
    hasDescriptor = FileReference.of(descriptor) == file
    isHandedOver = false
    if isClosing { return }
    file.use { file in
      if isDisabled {
        set.handOverDisabled(self, file, host)
        isHandedOver = true
      } else {
        isQuiet =
          events.contains(.edge) && file.readiness.meets(events.readiness) && !set.mayHaveEvent(self)
      }
    }
  }

  override func fileIsInHost(_ file: File, _ host: Host) {
    if !isClosing && !isHandedOver { set.handOver(self, file, host) }
  }

  override func fileIsPromoted(_ file: File) { set.forget(self, isClosing: isClosing) }
}

/// The bits of struct epoll_event's `events`.
struct EpollEvents: OptionSet {
  let rawValue: UInt32

  static var always: EpollEvents { EpollEvents(rawValue: 0x18) }  // EPOLLERR, EPOLLHUP
  static var exclusive: EpollEvents { EpollEvents(rawValue: 1 << 28) }
  static var wakeUp: EpollEvents { EpollEvents(rawValue: 1 << 29) }
  static var oneShot: EpollEvents { EpollEvents(rawValue: 1 << 30) }
  static var edge: EpollEvents { EpollEvents(rawValue: 1 << 31) }
  /// Those that are no events.
  static var flags: EpollEvents { EpollEvents(rawValue: 0xf << 28) }
  /// What EPOLLEXCLUSIVE goes together with.
  static var beside: EpollEvents { EpollEvents(rawValue: 0x1d | 1 << 28 | 1 << 29 | 1 << 31) }

  var readiness: Readiness { Readiness(rawValue: rawValue & ~Self.flags.rawValue) }
}

extension linux_epoll_event {
  init(_ events: UInt32, _ data: UInt64) {
    self.init(
      events: events, data_low: UInt32(truncatingIfNeeded: data), data_high: UInt32(truncatingIfNeeded: data >> 32))
  }

  var data: UInt64 { UInt64(data_high) << 32 | UInt64(data_low) }
}
