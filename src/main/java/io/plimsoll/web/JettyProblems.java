package io.plimsoll.web;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;

/** Says the HTTP layer's own refusals as we say ours: never a page, never what it stumbled over. */
final class JettyProblems extends ErrorHandler {
  /** The status of a request that the HTTP layer could not read. */
  static Optional<Integer> statusOf(Throwable failure) {
    for (Throwable at = failure; at != null; at = at.getCause()) {
      if (at instanceof HttpException known) {
        return Optional.of(known.getCode());
      }
    }
    return Optional.empty();
  }

  private static String body(int status) {
    return Json.of(
        Problem.of(ProblemCode.ofStatus(status), "the request is not one that is answered here"));
  }

  @Override
  protected void generateResponse(
      Request request,
      Response response,
      int code,
      String message,
      Throwable cause,
      Callback callback) {
    Handling.HEADERS.forEach(response.getHeaders()::put);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, Problem.CONTENT_TYPE);
    response.write(
        true, BufferUtil.toBuffer(body(code).getBytes(StandardCharsets.UTF_8)), callback);
  }
}
