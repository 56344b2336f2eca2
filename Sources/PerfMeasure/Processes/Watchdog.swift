import Foundation

/// A process that outlives this one by an instant: when this one is gone, however it ended, it ends
/// the process groups that are still running and removes the files that were only for now.
///
/// It is a shell that reads from a pipe whose other end is held by this process alone; no
/// ending, not even SIGKILL, can keep that end open.
final class Watchdog {
  private let input: Int32

  private static let script = """
    groups=' '
    while read -r kind what; do
      case "$kind" in
        start) groups="$groups$what " ;;
        end) groups="${groups%%" $what "*} ${groups#*" $what "}" ;;
        remove) set -- "$@" "$what" ;;
        prune) tops="$what" ;;
      esac
    done
    for group in $groups; do kill -9 -"$group" 2>/dev/null; done
    [ $# = 0 ] || rm -rf -- "$@"
    [ -z "$tops" ] || git -C "$tops" worktree prune
    """

  init() throws {
    let pipe = try ChildProcess.makePipes(1)[0]
    let nowhere = open("/dev/null", O_RDWR | O_CLOEXEC)
    defer {
      close(pipe.read)
      if nowhere >= 0 { close(nowhere) }
    }
    do {
      guard nowhere >= 0 else { throw SystemError("/dev/null") }
      _ = try ChildProcess.spawn(
        command: ["/bin/sh", "-c", Watchdog.script],
        environment: ProcessInfo.processInfo.environment,
        directory: "/", standard: [pipe.read, nowhere, nowhere])
    } catch {
      close(pipe.write)
      throw error
    }
    input = pipe.write
  }

  deinit { close(input) }

  func started(_ group: pid_t) { tell("start \(group)") }
  func ended(_ group: pid_t) { tell("end \(group)") }

  /// A file or folder to remove at the end, if it is still there.
  func willRemove(_ path: String) { tell("remove \(path)") }

  /// A checkout whose worktrees may be among what is removed.
  func willPrune(_ top: String) { tell("prune \(top)") }

  /// A line of at most PIPE_BUF bytes is written at once; without a reader nobody is told.
  private func tell(_ line: String) {
    let bytes = Array((line + "\n").utf8)
    _ = bytes.withUnsafeBytes { write(input, $0.baseAddress, $0.count) }
  }
}
