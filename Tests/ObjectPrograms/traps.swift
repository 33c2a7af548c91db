// What a failure of the kernel's Swift code looks like. The tests know these lines by their marks.

@c(trap_overflow) public func overflow(_ a: Int) -> Int {
  a * 0x4000_0000_0000_0000  // line: overflow
}

@c(trap_index) public func index(_ a: Int) -> Int {
  let values: InlineArray<4, Int> = [1, 2, 3, 4]
  return values[a]  // line: index
}

@c(trap_precondition) public func require(_ a: Int) -> Int {
  precondition(a < 2, "a is small")  // line: precondition
  return a
}

@c(trap_conversion) public func convert(_ a: Int) -> Int {
  Int(UInt8(a * 100))  // line: conversion
}

@c(trap_nil) public func unwrap(_ a: Int) -> Int {
  let value: Int? = a < 5 ? a &+ 1 : nil
  return inner(value)
}

@inline(always) private func inner(_ value: Int?) -> Int {
  value!  // line: nil
}
