/// A binary heap: the smallest element comes out first.
public struct Heap<Element: Comparable> {
  public private(set) var elements: [Element] = []

  public init() {}

  public var first: Element? { elements.first }
  public var count: Int { elements.count }

  public mutating func insert(_ element: Element) {
    elements.append(element)
    var child = elements.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      guard elements[child] < elements[parent] else { return }
      elements.swapAt(child, parent)
      child = parent
    }
  }

  public mutating func popFirst() -> Element? {
    guard let first = elements.first, let last = elements.popLast() else { return nil }
    guard !elements.isEmpty else { return first }
    elements[0] = last
    var parent = 0
    while true {
      let children = [2 * parent + 1, 2 * parent + 2].filter { $0 < elements.count }
      guard let child = children.min(by: { elements[$0] < elements[$1] }), elements[child] < elements[parent]
      else { return first }
      elements.swapAt(child, parent)
      parent = child
    }
  }
}
