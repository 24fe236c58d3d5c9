package io.plimsoll.cli;

/** Where progress is shown: as moving bars for a person, as plain lines otherwise. */
interface Display extends AutoCloseable {
  /** The count rose or its total became known. */
  void advanced(Count count);

  /** The pass is over in this stage; its sum is said elsewhere. */
  void finished(Count count);

  @Override
  void close();
}
