package io.plimsoll.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.app.Workplace;
import io.plimsoll.plan.ConfigurationReader;
import io.plimsoll.web.Stand;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServeCommandTest {
  @TempDir Path folder;

  private final CountDownLatch answers = new CountDownLatch(1);

  /** The installation of a server, which tells when it answers. */
  private final class Serving extends NoInstallation {
    Serving() {
      super(folder);
    }

    @Override
    public Service serve(Chosen chosen) {
      String site = Stand.SITE.formatted(folder.resolve("control"));
      var configuration =
          new ConfigurationReader(Map.of("OLD_PASSWORD", "hunter2"), folder, folder)
              .read("site.yaml", site, folder, Map.of())
              .configuration();
      var workplace = new Workplace(configuration, Workplace.Terms.asShipped());
      var service = new io.plimsoll.app.Service(workplace, Clock.systemUTC());
      return new Service() {
        @Override
        public URI address() {
          return service.address();
        }

        @Override
        public java.util.Optional<io.plimsoll.common.Secret> firstAdministrator() {
          var code = service.firstAdministrator();
          answers.countDown();
          return code;
        }

        @Override
        public void stop() {
          service.stop();
        }

        @Override
        public void close() {
          service.close();
        }
      };
    }
  }

  private static HttpResponse<String> answer(URI address) throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(address).build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
  }

  /** It has asked for the code and is about to say it. */
  private static String untilSaid(RemoteTerminal terminal, String what)
      throws InterruptedException {
    String said = "";
    for (int look = 0; !Pattern.compile(what).matcher(said).find(); look++) {
      assertThat(look).as("never said %s: %s", what, said).isLessThan(6_000);
      TimeUnit.MILLISECONDS.sleep(10);
      said = terminal.err.toString(StandardCharsets.UTF_8);
    }
    return said;
  }

  /** SIGTERM, which counts as Ctrl-C: a build that runs in the background ignores SIGINT. */
  private static void raise() throws IOException, InterruptedException {
    long self = ProcessHandle.current().pid();
    new ProcessBuilder("kill", "-TERM", Long.toString(self)).start().waitFor();
  }

  @Test
  void saysWhereItAnswersAndHowTheFirstAdministratorIsMadeUntilCtrlC()
      throws IOException, InterruptedException, ExecutionException {
    var terminal = new RemoteTerminal(new Serving());
    var run = CompletableFuture.supplyAsync(() -> terminal.run("serve", "--output", "json"));
    assertThat(answers.await(5, TimeUnit.MINUTES)).isTrue();
    String said = untilSaid(terminal, "code=\\S+\n");
    URI address = URI.create(said.replaceFirst("(?s).*answers at (\\S+);.*", "$1"));
    assertThat(answer(address.resolve("/livez")).statusCode()).isEqualTo(200);
    URI link = URI.create(said.replaceFirst("(?s).*(http\\S+code=\\S+).*", "$1"));
    assertThat(answer(link).body()).contains("<form", link.getQuery().replace("code=", ""));

    raise();

    var seen = run.get();
    assertThat(seen.code()).isZero();
    assertThat(CliTestCase.json(seen.out()).path("address").asString())
        .isEqualTo(address.toString());
    assertThat(seen.err())
        .contains("nobody has an account yet", "plimsoll user add", "which works once")
        .containsPattern("  " + address + "/first-administrator\\?code=plo_[0-9A-Za-z]{49}")
        .contains("stopped; runs that were under way go on with the next server");
    assertThatThrownBy(() -> answer(address)).isInstanceOf(IOException.class);
  }
}
