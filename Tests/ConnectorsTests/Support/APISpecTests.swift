import BotCore
import Testing

/// The judge itself: it must find what is wrong.
@Suite struct APISpecTests {
  private static let spec = APISpec(
    [
      "paths": [
        "/users/{id}": ["get": ["parameters": []]],
        "/users/@me": ["get": ["parameters": [["name": "with", "in": "query", "schema": ["type": "boolean"]]]]],
        "/t/{id}.json": [
          "put": [
            "requestBody": ["required": true, "content": ["application/json": ["schema": ["$ref": "#/x/Topic"]]]]
          ]
        ],
        "/list": [
          "get": [
            "parameters": [
              ["name": "limit", "in": "query", "required": true, "schema": ["type": "integer", "maximum": 100]],
              ["name": "types[]", "in": "query", "schema": ["type": "array", "items": ["enum": ["a", "b"]]]],
            ]
          ]
        ],
        "/old": [
          "post": [
            "parameters": [
              ["name": "text", "in": "formData", "required": true, "type": "string"],
              ["name": "flag", "in": "formData", "type": "boolean"],
            ]
          ]
        ],
      ],
      "x": [
        "Topic": [
          "type": "object", "required": ["title"],
          "properties": [
            "title": ["type": "string", "minLength": 2, "maxLength": 5],
            "kind": ["oneOf": [["type": "integer"], ["type": "null"]]],
            "parts": ["type": "array", "items": ["type": "object", "properties": ["n": ["type": "number"]]]],
          ],
        ]
      ],
    ], prefix: "/api", newer: ["body.extra": "the documentation of 2026"])

  private func faults(_ method: String, _ path: String, _ body: String? = nil, type: String = "application/json")
    -> [String]
  {
    Self.spec.faults(
      HTTPRequest(
        method, "https://a.example/api" + path, headers: body == nil ? [:] : ["Content-Type": type],
        body: Array((body ?? "").utf8)))
  }

  @Test func whatIsRightPasses() {
    #expect(faults("GET", "/users/7") == [])
    #expect(faults("GET", "/users/@me?with=true") == [])
    #expect(faults("GET", "/list?limit=100&types[]=a&types[]=b") == [])
    #expect(faults("PUT", "/t/5.json", #"{"title":"abc","kind":null,"parts":[{"n":1}],"extra":1}"#) == [])
    #expect(faults("POST", "/old", "text=hi&flag=true", type: "application/x-www-form-urlencoded") == [])
    #expect(faults("POST", "/old", #"{"text":"hi","flag":false}"#) == [])
  }

  @Test func whatIsWrongIsFound() {
    #expect(faults("GET", "/nothing") == ["https://a.example/api/nothing is no documented path"])
    #expect(faults("DELETE", "/users/7") == ["/users/{id} has no DELETE"])
    #expect(faults("GET", "/users/7?with=true") == ["GET /users/{id}: ?with is not documented"])
    #expect(
      faults("GET", "/list?types[]=c") == [
        "GET /list: ?limit is missing", "GET /list: ?types[] is \"c\", which is none of [\"a\",\"b\"]",
      ])
    #expect(faults("GET", "/list?limit=many") == ["GET /list: ?limit is \"many\", no whole number"])
    #expect(faults("GET", "/list?limit=101") == ["GET /list: ?limit is above 100.0"])
    #expect(faults("PUT", "/t/5.json") == ["PUT /t/{id}.json: the body is missing"])
    #expect(faults("PUT", "/t/5.json", "{") == ["PUT /t/{id}.json: the body is no JSON"])
    let broken = #"{"titel":"x","kind":"a","parts":[{"n":"1","m":2}]}"#
    #expect(
      faults("PUT", "/t/5.json", broken).sorted() == [
        "PUT /t/{id}.json: body.kind is a text in quotes, not integer",
        "PUT /t/{id}.json: body.parts[0].m is not documented",
        "PUT /t/{id}.json: body.parts[0].n is a text in quotes, not number",
        "PUT /t/{id}.json: body.titel is not documented",
        "PUT /t/{id}.json: body.title is missing",
      ])
    #expect(faults("PUT", "/t/5.json", #"{"title":"a"}"#) == ["PUT /t/{id}.json: body.title is too short"])
    #expect(
      faults("POST", "/old", "flag=perhaps", type: "application/x-www-form-urlencoded") == [
        "POST /old: body.text is missing", "POST /old: body.flag is \"perhaps\", neither true nor false",
      ])
  }
}
