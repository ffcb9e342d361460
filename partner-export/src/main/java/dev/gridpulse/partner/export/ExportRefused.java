package dev.gridpulse.partner.export;

/** There is nothing to export, with the reason for the user. */
public final class ExportRefused extends RuntimeException {
  private static final long serialVersionUID = 1;

  ExportRefused(String reason) {
    super(reason);
  }
}
