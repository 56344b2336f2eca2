import ArgumentParser

@main
struct Perfstat: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "perfstat",
    abstract: "Statistics-first performance regression testing.",
    subcommands: [])
}
