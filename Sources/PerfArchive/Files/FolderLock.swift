import Foundation
import PerfText

/// A turn among processes that change what lies in one folder: a lock on the folder itself, which
/// leaves no file behind and ends with the process.
package struct FolderLock: ~Copyable {
  private let descriptor: Int32

  /// Waits for the turn; nil takes none.
  ///
  /// - Throws: a folder that cannot be opened. One on a file system without locks is not locked.
  package init(_ folder: String?) throws(InputError) {
    guard let folder else {
      descriptor = -1
      return
    }
    descriptor = open(folder, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw InputError(place: folder, message: reason(errno)) }
    while flock(descriptor, LOCK_EX) != 0, errno == EINTR {}
  }

  package func end() { if descriptor >= 0 { flock(descriptor, LOCK_UN) } }

  deinit { if descriptor >= 0 { close(descriptor) } }
}
