package io.plimsoll.audit;

/** A checkpoint with its signatures. */
public record SignedCheckpoint(Checkpoint checkpoint, SignedNote note) {

  /**
   * @throws IllegalArgumentException when it is none
   */
  static SignedCheckpoint parse(String content) {
    SignedNote note = SignedNote.parse(content);
    return new SignedCheckpoint(Checkpoint.parse(note.text()), note);
  }

  /** As it lies in a file or travels to a webhook. */
  public String content() {
    return note.encode();
  }
}
