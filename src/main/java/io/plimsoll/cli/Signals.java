package io.plimsoll.cli;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/**
 * Hears Ctrl-C. A shutdown hook cannot tell a second Ctrl-C from the first, so the platform's own
 * signal class is used; by reflection, because naming it is a warning in every compiler.
 */
final class Signals {
  private Signals() {}

  /**
   * Calls the reaction at each signal, on a thread of its own.
   *
   * @param name {@code INT} or {@code TERM}
   * @return puts back what was there before
   * @throws UnsupportedOperationException when this platform does not offer it
   */
  static Runnable on(String name, Runnable reaction) {
    try {
      Class<?> signalClass = Class.forName("sun.misc.Signal");
      Class<?> handlerClass = Class.forName("sun.misc.SignalHandler");
      Object signal = signalClass.getConstructor(String.class).newInstance(name);
      Object handler =
          Proxy.newProxyInstance(
              Signals.class.getClassLoader(),
              new Class<?>[] {handlerClass},
              (proxy, method, args) ->
                  switch (method.getName()) {
                    case "handle" -> {
                      reaction.run();
                      yield null;
                    }
                    case "hashCode" -> System.identityHashCode(proxy);
                    case "equals" -> proxy == args[0];
                    default -> "reaction to SIG" + name;
                  });
      var handle = signalClass.getMethod("handle", signalClass, handlerClass);
      Object before = handle.invoke(null, signal, handler);
      return () -> putBack(handle, signal, before);
    } catch (ReflectiveOperationException e) {
      throw new UnsupportedOperationException("SIG" + name + " cannot be heard here", e);
    }
  }

  private static void putBack(Method handle, Object signal, Object before) {
    try {
      handle.invoke(null, signal, before);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException("what was put there before must fit again", e);
    }
  }
}
