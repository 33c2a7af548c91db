import Testing
@testable import Kernel
@Test func rows() { #expect(syscallRows.count > 300) }
