package dev.gridpulse.ingest;

/** Why a row is no reading, in the words that the user sees. */
public enum RejectReason {
  WRONG_COLUMNS("wrong number of columns"),
  BROKEN_QUOTES("quotes that do not match"),
  TOO_LONG("row longer than 1 MiB"),
  NO_TIME("no time"),
  BAD_TIME("time not understood"),
  NO_SUCH_LOCAL_TIME("local time that does not exist (clocks go forward)"),
  BEFORE_1970("time before 1970"),
  IN_THE_FUTURE("more than a day in the future"),
  NO_VALUE("no value"),
  BAD_NUMBER("value is not a number"),
  NOT_FINITE("value is not finite"),
  TOO_LARGE("value is beyond ±1e100"),
  TOO_SMALL("value is nearer to 0 than ±1e-290"),
  NO_SENSOR("no sensor"),
  UNKNOWN_SENSOR("sensor that no mapping knows"),
  BAD_SENSOR_NAME("no possible name of a sensor"),
  BAD_CHARACTERS("characters that are not of the file's encoding (--charset)"),
  BAD_UUID("uuid not understood"),
  UUID_TAKEN("uuid that stands for another sensor already"),
  BAD_ENTRY("entry of the registry not understood");

  private final String text;

  RejectReason(String text) {
    this.text = text;
  }

  /** What is wrong, as a phrase. */
  public String text() {
    return text;
  }
}
