import ArgumentParser

@main
struct Perfstat: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "perfstat")
}

package func probe() -> Int { 1 }
