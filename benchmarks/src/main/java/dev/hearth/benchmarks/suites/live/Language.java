package dev.hearth.benchmarks.suites.live;

/** What the functions are written in. */
enum Language {
  PYTHON("python", "python3.11", 256),
  NODE("node", "nodejs20.x", 256),
  JAVA("java", "java25", 512);

  private final String id;
  private final String runtime;
  private final int mebibytes;

  Language(String id, String runtime, int mebibytes) {
    this.id = id;
    this.runtime = runtime;
    this.mebibytes = mebibytes;
  }

  String id() {
    return id;
  }

  /** What a manifest calls it. */
  String runtime() {
    return runtime;
  }

  /** Memory of an instance, unless a case says otherwise. */
  int mebibytes() {
    return mebibytes;
  }
}
