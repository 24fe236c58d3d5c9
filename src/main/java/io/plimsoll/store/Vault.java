package io.plimsoll.store;

import io.plimsoll.common.Digest;
import io.plimsoll.common.Finding;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps snapshots: named sets of immutable files with a manifest. A set counts once its manifest is
 * sealed; before that it is incomplete and proves nothing.
 */
public interface Vault extends AutoCloseable {
  String name();

  /** Free bytes where the snapshots go. */
  long freeBytes();

  /** Writes one file of a set; it is on disk, under its final name, when the sink is closed. */
  FileSink write(String set, String file);

  /** Reads one file back from the medium. */
  InputStream read(String set, String file);

  /** Files of a set with their sizes. */
  List<Entry> files(String set);

  /** The sealed sets, newest first. */
  List<String> sets();

  /** Sets that were begun and not sealed, each with what became of it; they prove nothing. */
  default Map<String, String> incomplete() {
    return Map.of();
  }

  /** Says for good that a set was not taken to its end: it is never sealed (F04). */
  void stopped(String set, String why);

  /** Who may still remove or change what is finished here; asked without trying it. */
  default List<Finding> exposed() {
    return List.of();
  }

  /** Where it is on this machine, if it is a directory. */
  default Optional<Path> place() {
    return Optional.empty();
  }

  /** Seals a set with its manifest, durably: all or nothing. */
  void seal(String set, String manifest);

  /** The manifest of a sealed set. */
  Optional<String> manifest(String set);

  /** Marks a sealed set as restored and found equal. */
  void prove(String set, String proof);

  /** The proof of a set, if it was proven. */
  Optional<String> proof(String set);

  /**
   * Removes a set; refuses the newest proven one of its plan's shard (F05), and a finished one that
   * no newer proven one has replaced (F08).
   */
  void remove(String set);

  @Override
  void close();

  record Entry(String file, long bytes) {}

  /** Streams into one file. */
  interface FileSink extends BlockSink, AutoCloseable {
    /** Finishes, flushes and names the file; returns what was written. */
    Written finish();

    /** Without {@link #finish()}, drops what was written. */
    @Override
    void close();
  }

  /**
   * @param digest of the bytes at rest
   */
  record Written(String file, long bytes, Digest digest) {}
}
