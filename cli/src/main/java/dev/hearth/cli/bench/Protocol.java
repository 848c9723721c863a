package dev.hearth.cli.bench;

/** The protocols that can be spoken. */
enum Protocol {
  HTTP_JSON("http-json"),
  HTTP_BINARY("http-binary"),
  GRPC("grpc"),
  OPENAI("openai");

  private final String text;

  Protocol(String text) {
    this.text = text;
  }

  @Override
  public String toString() {
    return text;
  }
}
