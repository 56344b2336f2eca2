/// Who follows a measurement while it lasts; by default nobody.
package struct Watching {
  /// Is told the number of steps that come next.
  package var begin: (Int) -> Void
  /// Is told what was just done.
  package var step: (String) -> Void
  /// Is told that the steps are over.
  package var finish: () -> Void
  /// Is told what the reader should know, a sentence.
  package var warn: (String) -> Void

  package init(
    begin: @escaping (Int) -> Void = { _ in }, step: @escaping (String) -> Void = { _ in },
    finish: @escaping () -> Void = {}, warn: @escaping (String) -> Void = { _ in }
  ) {
    self.begin = begin
    self.step = step
    self.finish = finish
    self.warn = warn
  }
}
