package dev.gridpulse.partner;

/** The role could not be started, with the reason for the user. */
public final class PartnerExportNotStarted extends RuntimeException {
  private static final long serialVersionUID = 1;

  PartnerExportNotStarted(Throwable cause) {
    super(
        "The partner's export did not start: "
            + (cause.getCause() == null ? cause : cause.getCause()).getMessage(),
        cause);
  }
}
