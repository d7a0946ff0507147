import BotCore
import CCurl
import CMicroHTTPD
import Glibc
import Testing

@testable import BotRuntime

/// Certificates are verified, always. The TLS server is the openssl command; skipped where there is none.
@Suite(.enabled(if: access(openssl, X_OK) == 0), .timeLimit(.minutes(1)))
struct HTTPCertificateTests {
  @Test func onlyAuthoritiesThatAreTrustedCanVouchForAServer() async throws {
    let server = try #require(await onThread { TLSServer() })
    defer { server.stop() }
    let request = HTTPRequest("GET", "https://127.0.0.1:\(server.port)/")
    let unverified =
      "127.0.0.1: its TLS certificate could not be verified; check the certificate, the clock, "
      + "or name your own authority's file."
    #expect(await failure(CurlClient(), request) == .notSent(unverified))

    var options = CurlClient.Options()
    options.authorities = server.certificate
    let client = try CurlClient(options)
    #expect(try await client.send(request).status == 200)
    // The certificate is for 127.0.0.1, not for this name of it.
    let otherName = HTTPRequest("GET", "https://localhost:\(server.port)/")
    #expect(await failure(client, otherName) == .notSent(unverified.replacing("127.0.0.1:", with: "localhost:")))
  }
}

private let openssl = "/usr/bin/openssl"

/// `openssl s_server` with a certificate of its own making.
private struct TLSServer: Sendable {
  let port: Int
  let certificate: String
  private let folder: String
  private let process: pid_t

  /// Nil when it does not come up within five seconds.
  init?() {
    var template = Array("/tmp/botrun-tls-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { return nil }
    folder = String(decoding: template.dropLast().map(UInt8.init), as: UTF8.self)
    certificate = "\(folder)/certificate.pem"
    let key = "\(folder)/key.pem"
    // Below the ports that the kernel gives away, so that no other test is given it meanwhile.
    port = 20_000 + Int(getpid()) % 10_000
    let maker = Self.spawn([
      "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", key, "-out",
      certificate, "-days", "2", "-subj", "/CN=test", "-addext", "subjectAltName=IP:127.0.0.1",
    ])
    waitpid(maker, nil, 0)
    process = Self.spawn(["s_server", "-accept", "127.0.0.1:\(port)", "-cert", certificate, "-key", key, "-www"])
    for _ in 0..<500 where !RawSocket.canConnect(port) { usleep(10_000) }
    guard RawSocket.canConnect(port) else {
      stop()
      return nil
    }
  }

  func stop() {
    kill(process, SIGKILL)
    waitpid(process, nil, 0)
    for file in ["key.pem", "certificate.pem"] { unlink("\(folder)/\(file)") }
    rmdir(folder)
  }

  private static func spawn(_ arguments: [String]) -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for descriptor in [0, 1, 2] as [Int32] {
      posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_RDWR, 0)
    }
    var pointers = ([openssl] + arguments).map { strdup($0) } + [nil]
    defer { for pointer in pointers { free(pointer) } }
    var id = pid_t()
    posix_spawn(&id, openssl, &actions, nil, &pointers, environ)
    return id
  }
}
