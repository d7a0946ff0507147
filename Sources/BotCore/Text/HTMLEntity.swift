extension Unicode.Scalar {
  /// How HTML writes what has a meaning of its own between tags and in quoted attributes; `nil` for what stands as it is.
  public var htmlEntity: String? {
    switch self {
    case "&": "&amp;"
    case "<": "&lt;"
    case ">": "&gt;"
    case "\"": "&quot;"
    case "'": "&#39;"
    default: nil
    }
  }
}
