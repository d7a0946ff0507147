import CSystem

/// What the process holds of the machine's memory.
enum Footprint {
  /// Gives back what the start needed and the run does not: code that was read in from its files, and memory that was
  /// freed. Code that is run again comes from the files again.
  static func shrink() {
    cs_drop_code_pages()
    cs_trim_heap()
  }
}
