package dev.hearth.distribution.planted;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.Logger;
import org.slf4j.LoggerFactory;

/** Reads or writes something outside in every method. */
public final class Outside {

  boolean file(String name) {
    return new File(name).exists();
  }

  InputStream stream(String name) throws IOException {
    return new FileInputStream(name);
  }

  byte[] path(Path path) throws IOException {
    return Files.readAllBytes(path);
  }

  long channel(FileChannel channel) throws IOException {
    return channel.size();
  }

  Object socket() {
    return new Socket();
  }

  void print() {
    System.out.println("printed");
  }

  String environment() {
    return System.getenv("HOME");
  }

  String property() {
    return System.getProperty("user.dir");
  }

  int processors() {
    return Runtime.getRuntime().availableProcessors();
  }

  Process process() throws IOException {
    return new ProcessBuilder("true").start();
  }

  Object jdkLog() {
    return Logger.getLogger("planted");
  }

  Object log() {
    return LoggerFactory.getLogger(Outside.class);
  }
}
