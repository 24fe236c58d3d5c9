package io.plimsoll.route;

import io.plimsoll.route.Route.Destination;

/** The addresses of one shard's sides, as its clients read them. */
public record Addresses(String source, String target) {
  public Addresses {
    if (source.equals(target)) {
      throw new IllegalArgumentException("a route between equal addresses switches nothing");
    }
  }

  Destination destinationOf(String address) {
    if (address.equals(source)) {
      return Destination.SOURCE;
    }
    return address.equals(target) ? Destination.TARGET : Destination.ELSEWHERE;
  }

  String of(Destination destination) {
    return switch (destination) {
      case SOURCE -> source;
      case TARGET -> target;
      case ELSEWHERE -> throw new IllegalStateException("nobody is sent elsewhere by a run");
    };
  }
}
