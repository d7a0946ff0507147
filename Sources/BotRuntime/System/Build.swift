/// What this program calls itself.
public enum Build {
  public static let version = "0.1.0"
}
