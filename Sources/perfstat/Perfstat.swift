import ArgumentParser

@main
struct Perfstat: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "perfstat")
}
