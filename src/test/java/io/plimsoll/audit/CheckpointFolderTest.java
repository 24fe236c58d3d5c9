package io.plimsoll.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.common.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointFolderTest {
  private static final String ORIGIN = "plimsoll.io/log/7f3a";
  private static final SigningKey KEY = SigningKey.generate(ORIGIN);

  @TempDir Path witness;

  private static SignedCheckpoint checkpoint(long size, String root) {
    return new Checkpoint(ORIGIN, size, Digest.ofText(root)).signed(KEY);
  }

  @Test
  void keepsEachCheckpointInAFileOfItsOwn() throws Exception {
    var place = CheckpointFolder.foreign(witness, ORIGIN);

    place.put(checkpoint(9, "nine"));
    place.put(checkpoint(12, "twelve"));

    assertThat(files()).containsExactly("000000000009.checkpoint", "000000000012.checkpoint");
    assertThat(place.stored())
        .extracting(StoredCheckpoint::content)
        .containsExactly(checkpoint(9, "nine").content(), checkpoint(12, "twelve").content());
    assertThat(CheckpointFolder.storedIn(witness)).isEqualTo(place.stored());
  }

  @Test
  void takesTheSameAgainAndNeverAnotherOfThatSize() throws Exception {
    var place = CheckpointFolder.foreign(witness, ORIGIN);
    place.put(checkpoint(9, "nine"));

    place.put(checkpoint(9, "nine"));
    assertThatThrownBy(() -> place.put(checkpoint(9, "other")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("000000000009.checkpoint holds another checkpoint of that size")
        .hasMessageContaining("plimsoll audit verify");

    assertThat(place.stored())
        .extracting(StoredCheckpoint::content)
        .containsExactly(checkpoint(9, "nine").content());
    assertThat(files()).hasSize(1);
  }

  @Test
  void makesItsOwnDirectoryButNoneThatOughtToBeMounted() throws Exception {
    Path absent = witness.resolve("not/mounted");

    assertThatThrownBy(() -> CheckpointFolder.foreign(absent, ORIGIN).put(checkpoint(1, "one")))
        .hasMessageContaining("is no directory; is it mounted?");
    assertThat(absent).doesNotExist();

    CheckpointFolder.own(absent, ORIGIN).put(checkpoint(1, "one"));
    assertThat(CheckpointFolder.own(absent, ORIGIN).stored()).hasSize(1);
  }

  @Test
  void keepsTwoLogsApart() throws Exception {
    CheckpointFolder.foreign(witness, ORIGIN).put(checkpoint(9, "nine"));

    assertThat(CheckpointFolder.foreign(witness, "plimsoll.io/log/other").stored()).isEmpty();
  }

  private List<String> files() throws IOException {
    try (var files = Files.list(witness.resolve("7f3a"))) {
      return files.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }
}
