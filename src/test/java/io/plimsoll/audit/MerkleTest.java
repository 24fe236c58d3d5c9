package io.plimsoll.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.common.Digest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Against the vectors of Certificate Transparency's reference implementation of RFC 6962. */
class MerkleTest {
  private static final List<Digest> LEAVES =
      Stream.of(
              "",
              "00",
              "10",
              "2021",
              "3031",
              "40414243",
              "5051525354555657",
              "606162636465666768696a6b6c6d6e6f")
          .map(hex -> Merkle.leaf(HexFormat.of().parseHex(hex)))
          .toList();

  private static final List<Digest> ROOTS =
      digests(
          "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
          "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
          "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
          "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
          "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
          "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
          "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
          "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");

  private static List<Digest> digests(String... hex) {
    return Stream.of(hex).map(Digest::new).toList();
  }

  @Test
  void hasThePublishedRoots() {
    assertThat(Merkle.root(List.of()).hex())
        .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    for (int size = 1; size <= LEAVES.size(); size++) {
      assertThat(Merkle.root(LEAVES.subList(0, size))).isEqualTo(ROOTS.get(size - 1));
    }
  }

  @Test
  void hasThePublishedInclusionProofs() {
    assertThat(path(0, 1)).isEmpty();
    assertThat(path(0, 8))
        .isEqualTo(
            digests(
                "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"));
    assertThat(path(5, 8))
        .isEqualTo(
            digests(
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"));
    assertThat(path(2, 3))
        .isEqualTo(digests("fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"));
    assertThat(path(1, 5))
        .isEqualTo(
            digests(
                "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"));
  }

  private static List<Digest> path(int leaf, int size) {
    return Proofs.inclusion(leaf, LEAVES.subList(0, size)).path();
  }

  @Test
  void hasThePublishedConsistencyProofs() {
    assertThat(proof(1, 1)).isEmpty();
    assertThat(proof(1, 8))
        .isEqualTo(
            digests(
                "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"));
    assertThat(proof(6, 8))
        .isEqualTo(
            digests(
                "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"));
    assertThat(proof(2, 5))
        .isEqualTo(
            digests(
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"));
  }

  private static List<Digest> proof(int smaller, int larger) {
    return Proofs.consistency(smaller, LEAVES.subList(0, larger)).path();
  }

  @Test
  void provesEachLeafOfEachSizeAndNoOther() {
    List<Digest> leaves = leaves(40);
    for (int size = 1; size <= leaves.size(); size++) {
      List<Digest> tree = leaves.subList(0, size);
      Digest root = Merkle.root(tree);
      for (int leaf = 0; leaf < size; leaf++) {
        InclusionProof proof = Proofs.inclusion(leaf, tree);
        assertThat(proof.holds(tree.get(leaf), root)).as("%d of %d", leaf, size).isTrue();
        assertThat(proof.holds(leaves.get((leaf + 1) % 40), root)).isFalse();
        assertThat(new InclusionProof(leaf + 1, size, proof.path()).holds(tree.get(leaf), root))
            .isFalse();
      }
    }
  }

  @Test
  void provesEachPrefixAndNoOtherHistory() {
    long seed = System.nanoTime();
    System.out.println("MerkleTest seed " + seed);
    var random = new Random(seed);
    List<Digest> leaves = leaves(40);
    for (int larger = 1; larger <= leaves.size(); larger++) {
      List<Digest> tree = leaves.subList(0, larger);
      Digest root = Merkle.root(tree);
      for (int smaller = 1; smaller <= larger; smaller++) {
        ConsistencyProof proof = Proofs.consistency(smaller, tree);
        Digest before = Merkle.root(leaves.subList(0, smaller));
        assertThat(proof.holds(before, root)).as("%d in %d", smaller, larger).isTrue();

        var rewritten = new ArrayList<Digest>(tree);
        rewritten.set(random.nextInt(smaller), Merkle.EMPTY);
        Digest other = Merkle.root(rewritten);
        ConsistencyProof forged = Proofs.consistency(smaller, rewritten);
        assertThat(forged.holds(before, other)).as("seed %d", seed).isFalse();
      }
    }
  }

  @Test
  void growsLeafByLeafFromItsEdgeAlone() {
    Frontier edge = Frontier.EMPTY;
    List<Digest> leaves = leaves(70);
    for (int i = 0; i < leaves.size(); i++) {
      edge = Frontier.of(edge.size(), edge.text()).plus(leaves.get(i));
      assertThat(edge.root()).isEqualTo(byDefinition(leaves.subList(0, i + 1)));
    }
  }

  /** {@code MTH} word by word. */
  private static Digest byDefinition(List<Digest> leaves) {
    int size = leaves.size();
    if (size == 1) {
      return leaves.get(0);
    }
    int left = Integer.highestOneBit(size - 1);
    return Merkle.node(
        byDefinition(leaves.subList(0, left)), byDefinition(leaves.subList(left, size)));
  }

  @Test
  void refusesAProofOfWhatIsNotThere() {
    assertThatThrownBy(() -> Proofs.inclusion(8, LEAVES)).isInstanceOf(AuditException.class);
    assertThatThrownBy(() -> Proofs.consistency(0, LEAVES)).isInstanceOf(AuditException.class);
    assertThatThrownBy(() -> Proofs.consistency(9, LEAVES)).isInstanceOf(AuditException.class);
  }

  private static List<Digest> leaves(int count) {
    return IntStream.range(0, count).mapToObj(i -> Merkle.leaf(new byte[] {(byte) i})).toList();
  }
}
