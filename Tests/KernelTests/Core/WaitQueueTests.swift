import Testing

@testable import Kernel

extension KernelTests {
  @Suite final class WaitQueueTests {
    private var queue = WaitQueue()
    private let waker = newBlock()
    private let log = Spy.Log()
    private var spies: [Spy] = []

    /// A thread in the queue, about to sleep.
    private func thread(_ wanted: Readiness = .input, isExclusive: Bool = false) -> (block: ThreadBlock, place: Place) {
      let block = newBlock()
      block.prepareToSleep()
      let place = Place(Waiter(block, wanted, isExclusive: isExclusive))
      queue.add(place.entry)
      return (block, place)
    }

    private func watcher(
      _ name: String, _ wanted: Readiness = .input, isExclusive: Bool = false, hasWoken: Bool = false
    ) -> Place {
      let spy = Spy(name, log, hasWoken: hasWoken)
      spies.append(spy)
      let place = Place(Waiter(spy, wanted, isExclusive: isExclusive))
      queue.add(place.entry)
      return place
    }

    private func told(_ readiness: Readiness = .input) -> [String] {
      log.entries = []
      queue.wake(readiness, by: waker)
      return log.entries
    }

    @Test func allAreWokenWhoAreNotExclusive() {
      let threads = [thread(), thread(), thread(.output)]
      queue.wake(.input, by: waker)
      #expect(threads.map { $0.block.isAwake } == [true, true, false])
      #expect(threads.allSatisfy { $0.place.entry.pointee.isQueued })
    }

    @Test func exclusiveThreadsAreWokenOneByOneAndLeave() {
      let threads = [thread(isExclusive: true), thread(isExclusive: true), thread(isExclusive: true)]
      for count in 1...3 {
        queue.wake(.input, by: waker)
        #expect(threads.map { $0.block.isAwake } == (1...3).map { $0 <= count })
        #expect(threads.map { $0.place.entry.pointee.isQueued } == (1...3).map { $0 > count })
      }
      #expect(queue.isEmpty)
    }

    @Test func anExclusiveThreadWithOtherWishesIsPassedOver() {
      let threads = [thread(.output, isExclusive: true), thread(isExclusive: true)]
      queue.wake(.input, by: waker)
      #expect(threads.map { $0.block.isAwake } == [false, true])
    }

    /// Linux puts those that are not exclusive to the front.
    @Test func exclusiveOnesAreToldLastInTheOrderOfTheirComing() {
      let places = [
        watcher("a", isExclusive: true), watcher("b"), watcher("c", isExclusive: true), watcher("d"),
        watcher("e", .output),
      ]
      #expect(told() == ["d", "b", "a", "c"])
      #expect(told(.output) == ["e"])
      #expect(told([.input, .hangUp]) == ["d", "b", "a", "c"])
      #expect(places.allSatisfy { $0.entry.pointee.isQueued })
    }

    @Test func anExclusiveWatcherThatWokeSomebodyIsTheLastTold() {
      let places = [
        watcher("idle", isExclusive: true), watcher("busy", isExclusive: true, hasWoken: true),
        watcher("later", isExclusive: true),
      ]
      #expect(told() == ["idle", "busy"])
      #expect(told() == ["idle", "busy"], "watchers stay")
      #expect(places.allSatisfy { $0.entry.pointee.isQueued })
    }

    @Test func aThreadEndsTheTellingOfExclusiveWatchers() {
      let sleeper = thread(isExclusive: true)
      let place = watcher("a", isExclusive: true)
      #expect(told() == [])
      #expect(sleeper.block.isAwake)
      #expect(told() == ["a"])
      queue.remove(place.entry)
    }

    @Test func aWakeUpIsHandedToTheNextThreadOnly() {
      let place = watcher("a")
      let threads = [thread(isExclusive: true), thread(isExclusive: true)]
      queue.wakeNext(.input, by: waker)
      #expect(threads.map { $0.block.isAwake } == [true, false])
      queue.wakeNext(.output, by: waker)
      #expect(threads.map { $0.block.isAwake } == [true, false])
      queue.wakeNext(.input, by: waker)
      #expect(threads.map { $0.block.isAwake } == [true, true])
      #expect(log.entries == [])
      queue.remove(place.entry)
      #expect(queue.isEmpty)
    }

    @Test(arguments: [[0, 1, 2], [2, 1, 0], [1, 0, 2], [1, 2, 0], [0, 2, 1]]) func anyPlaceCanBeGivenUp(order: [Int]) {
      var names = ["a", "b", "c"]
      let places = names.map { watcher($0, isExclusive: true) }
      for i in order {
        queue.remove(places[i].entry)
        queue.remove(places[i].entry)
        names.removeAll { $0 == ["a", "b", "c"][i] }
        #expect(told() == names)
      }
      #expect(queue.isEmpty)
      queue.add(places[1].entry)
      #expect(told() == ["b"])
    }

    @Test func threadsAreWokenAndWatchersTakenForAPromotion() {
      let sleepers = [thread(), thread(.output, isExclusive: true), thread(.priority, isExclusive: true)]
      let places = [watcher("a"), watcher("b", isExclusive: true)]
      queue.wakeAllThreads(by: nil)
      #expect(sleepers.allSatisfy { $0.block.isAwake })
      #expect(sleepers.map { $0.place.entry.pointee.isQueued } == [true, false, false])
      #expect(log.entries == [])
      #expect(places.allSatisfy { $0.entry.pointee.isQueued })
      let taken = (0..<2).map { _ in queue.takeWatcher()?.toOpaque() }
      #expect(taken == spies.map { Unmanaged.passUnretained($0).toOpaque() })
      #expect(queue.takeWatcher() == nil)
      #expect(places.allSatisfy { !$0.entry.pointee.isQueued })
      #expect(!queue.isEmpty, "a thread that is not exclusive takes itself out")
      queue.remove(sleepers[0].place.entry)
      #expect(queue.isEmpty)
    }
  }
}
