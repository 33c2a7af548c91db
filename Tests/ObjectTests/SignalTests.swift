import Testing

extension ObjectTests {
  /// Signals that find their thread in the kernel, and bad pointers there: the
  /// program plays the kernel's edge, with the whole kernel linked to it.
  @Suite struct SignalTests {
    @Test(arguments: [[:], ["APUS_GS": "prctl"]]) func theyAreKeptAndDelivered(variables: [String: String]) throws {
      let program = try Build.program(
        "kept", "-static", "-fno-builtin", "-I\(Build.root)/Sources/CApus/include", Build.product("kernel/whole.o"))
      let result = try run([program], variables)
      #expect(result.status == 0 && result.signal == nil, "\(result.errors)")
    }
  }
}
