import CLinux

/// clock_gettime(2)
@inline(always)
func sysClockGettime(_ kernel: Kernel, _ clock: Int32, _ time: UserPointer<linux_timespec>) throws(Errno) -> Int {
  try kernel.clocks.read(clock, into: time)
}

/// clock_getres(2)
@inline(always)
func sysClockGetres(_ kernel: Kernel, _ clock: Int32, _ resolution: UserPointer<linux_timespec>) throws(Errno) -> Int {
  try kernel.clocks.resolution(clock, into: resolution)
}

/// gettimeofday(2)
@inline(always)
func sysGettimeofday(
  _ kernel: Kernel, _ time: UserPointer<linux_timeval>, _ zone: UserPointer<linux_timezone>
) throws(Errno) -> Int {
  try kernel.clocks.timeOfDay(into: time, zone)
}

/// time(2)
@inline(always)
func sysTime(_ kernel: Kernel, _ seconds: UserPointer<Int>) throws(Errno) -> Int {
  try kernel.clocks.seconds(into: seconds)
}

/// getcpu(2)
@inline(always)
func sysGetcpu(
  _ kernel: Kernel, _ cpu: UserPointer<UInt32>, _ node: UserPointer<UInt32>, _ cache: UInt
) throws(Errno) -> Int {
  try kernel.clocks.cpu(cpu, node: node)
}
