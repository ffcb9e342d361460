package dev.gridpulse.query.range;

import java.util.Arrays;

/** A growing list of edges, none twice and none back in time. */
final class Edges {
  private long[] edges = new long[64];
  private int size;

  void add(long edge) {
    if (size > 0 && edge <= edges[size - 1]) {
      return;
    }
    if (size == edges.length) {
      edges = Arrays.copyOf(edges, size * 2);
    }
    edges[size++] = edge;
  }

  int size() {
    return size;
  }

  long last() {
    return edges[size - 1];
  }

  Buckets buckets() {
    return new Buckets.Uneven(Arrays.copyOf(edges, size));
  }
}
