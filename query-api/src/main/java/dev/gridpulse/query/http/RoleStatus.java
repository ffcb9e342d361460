package dev.gridpulse.query.http;

import java.util.Optional;

/** How a role that has no API is doing. */
public interface RoleStatus {
  /** The role's name, such as {@code aggregator}. */
  String role();

  /** Why it does not do its work, if it does not; asked for at every request. */
  Optional<String> problem();
}
