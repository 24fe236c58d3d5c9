package io.plimsoll.cli;

import java.util.Map;
import picocli.AutoComplete;
import picocli.CommandLine;

/** The command line as a whole: parses, runs one command, and turns what happened into a code. */
public final class Cli {
  private final Bench bench;
  private final CommandLine line;

  /**
   * @param environment for passwords that an option names by variable
   * @param version as {@code --version} prints it
   */
  public Cli(
      Desk desk,
      DemoRunner demo,
      Terminal terminal,
      Map<String, String> environment,
      String version) {
    var options = new GlobalOptions();
    this.bench = new Bench(desk, demo, new Voice(terminal, options), options, environment);
    this.line = tree(options, version);
  }

  /** Runs one command and returns the process's exit code. Use an instance once. */
  public int run(String... args) {
    return line.execute(args);
  }

  CommandLine line() {
    return line;
  }

  private CommandLine tree(GlobalOptions options, String version) {
    var root = new CommandLine(new PlimsollCommand(options));
    root.getCommandSpec().version("plimsoll " + version);
    commands(root);
    Usage.complete(root);
    var failures = new Failures(bench);
    root.setCaseInsensitiveEnumValuesAllowed(true);
    Converters.register(root);
    root.setOut(bench.voice().terminal().outWriter());
    root.setErr(bench.voice().terminal().errWriter());
    root.setColorScheme(CommandLine.Help.defaultColorScheme(ansi()));
    root.setParameterExceptionHandler(failures::ofParameters);
    root.setExecutionExceptionHandler(failures::ofExecution);
    root.setUsageHelpWidth(Math.min(100, bench.voice().terminal().manner().columns()));
    return root;
  }

  private CommandLine.Help.Ansi ansi() {
    return bench.voice().terminal().manner().colour()
        ? CommandLine.Help.Ansi.ON
        : CommandLine.Help.Ansi.OFF;
  }

  private void commands(CommandLine root) {
    root.addSubcommand(new CheckCommand(bench));
    root.addSubcommand(new PlanCommand(bench));
    root.addSubcommand(new RunCommand(bench));
    root.addSubcommand(new SubmitCommand(bench));
    root.addSubcommand(new StartCommand(bench));
    root.addSubcommand(new WatchCommand(bench));
    root.addSubcommand(new HoldCommand(bench));
    root.addSubcommand(new ResumeCommand(bench));
    root.addSubcommand(new RetryCommand(bench));
    root.addSubcommand(new FinalizeCommand(bench));
    root.addSubcommand(new RollbackCommand(bench));
    root.addSubcommand(new AbortCommand(bench));
    root.addSubcommand(new ApproveCommand(bench));
    root.addSubcommand(new RejectCommand(bench));
    root.addSubcommand(new WithdrawCommand(bench));
    root.addSubcommand(
        group(
            new Groups.Gate(),
            new GateExplainCommand(bench),
            new GateReviewCommand(bench),
            new GateReviewsCommand(bench)));
    root.addSubcommand(new StatusCommand(bench));
    root.addSubcommand(new ListCommand(bench));
    root.addSubcommand(
        group(new Groups.Report(), new ReportShowCommand(bench), new ReportExportCommand(bench)));
    root.addSubcommand(
        group(
            new Groups.Audit(),
            new AuditVerifyCommand(bench),
            new AuditListCommand(bench),
            new AuditExportCommand(bench),
            new AuditRotateKeyCommand(bench)));
    root.addSubcommand(
        group(
            new Groups.Snapshot(),
            new SnapshotListCommand(bench),
            new SnapshotRestoreCommand(bench)));
    root.addSubcommand(group(new Groups.Windows(), new WindowsExplainCommand(bench)));
    root.addSubcommand(
        group(
            new Groups.Sidekick(),
            new SidekickLoadCommand(bench),
            new SidekickPhonesCommand(bench),
            new SidekickAuditCommand(bench)));
    root.addSubcommand(
        group(
            new Groups.User(),
            new UserAddCommand(bench),
            new UserListCommand(bench),
            new UserRoleCommand(bench),
            new UserLinkCommand(bench),
            new UserDisableCommand(bench),
            new UserEnableCommand(bench),
            new UserPasswordCommand(bench)));
    root.addSubcommand(
        group(
            new Groups.Token(),
            new TokenCreateCommand(bench),
            new TokenListCommand(bench),
            new TokenRevokeCommand(bench)));
    root.addSubcommand(new LoginCommand(bench));
    root.addSubcommand(new LogoutCommand(bench));
    root.addSubcommand(new ServeCommand(bench));
    root.addSubcommand(new DemoCommand(bench));
    root.addSubcommand(group(new Groups.Config(), new ConfigPrintCommand(bench)));
    root.addSubcommand(new CommandLine.HelpCommand());
    root.addSubcommand(new AutoComplete.GenerateCompletion());
  }

  private static CommandLine group(Object group, Object... commands) {
    var line = new CommandLine(group);
    for (Object command : commands) {
      line.addSubcommand(command);
    }
    return line;
  }
}
