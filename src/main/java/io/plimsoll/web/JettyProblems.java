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

  @Override
  protected void generateResponse(
      Request request,
      Response response,
      int code,
      String message,
      Throwable cause,
      Callback callback) {
    Problem problem =
        Problem.of(ProblemCode.ofStatus(code), "the request is not one that is answered here");
    response.setStatus(problem.status());
    Handling.HEADERS.forEach(response.getHeaders()::put);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, Problem.CONTENT_TYPE);
    response.write(
        true, BufferUtil.toBuffer(Json.of(problem).getBytes(StandardCharsets.UTF_8)), callback);
  }
}
