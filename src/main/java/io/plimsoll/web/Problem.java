package io.plimsoll.web;

import java.util.List;

/**
 * A refusal as RFC 9457 has it.
 *
 * @param type the address of the code
 * @param detail what is wrong here and what to do; no secret, no stack trace
 * @param errors each single mistake, where there are several
 */
record Problem(
    String type, String title, int status, String detail, String code, List<Mistake> errors) {
  static final String CONTENT_TYPE = "application/problem+json";
  private static final String TYPES = "https://plimsoll.io/problems/";

  Problem {
    errors = List.copyOf(errors);
  }

  /**
   * @param line from 1; 0 when the text as a whole is meant
   * @param path where in the document; may be empty
   */
  record Mistake(int line, int column, String path, String detail) {}

  static Problem of(ProblemCode code, String detail) {
    return of(code, detail, List.of());
  }

  static Problem of(ProblemCode code, String detail, List<Mistake> errors) {
    return new Problem(
        TYPES + code.text(), code.title(), code.status(), detail, code.text(), errors);
  }
}
