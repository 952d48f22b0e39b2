using System.Globalization;
using System.Management.Automation;
using System.Text;

namespace DataSync.Hosting;

internal static class Program
{
    private static int Main(string[] args)
    {
        try
        {
            var line = CommandLine.Parse(args);
            if (line.Help || line.Version)
            {
                Console.Out.WriteLine(line.Help ? CommandLine.Usage : VersionText);
                return ExitCode.Done;
            }

            return Run(line);
        }
        catch (ArgumentException e)
        {
            Console.Error.WriteLine(e.Message);
            Console.Error.WriteLine(CommandLine.Usage);
            return ExitCode.Failed;
        }
        catch (FileNotFoundException e)
        {
            Console.Error.WriteLine(e.Message);
            return ExitCode.Failed;
        }
    }

    private static string VersionText =>
        $"DataSync {typeof(Program).Assembly.GetName().Version!.ToString(3)}, PowerShell {typeof(PSObject).Assembly.GetName().Version!.ToString(3)}";

    private static CultureInfo IsoDates()
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.DateTimeFormat.ShortDatePattern = "yyyy-MM-dd";
        return culture;
    }

    private static int Run(CommandLine line)
    {
        // PowerShell's library reports its use to its maker unless told otherwise.
        Environment.SetEnvironmentVariable("POWERSHELL_TELEMETRY_OPTOUT", "1");
        if (line.Workspace is { } workspace)
            Environment.SetEnvironmentVariable("DATASYNC_WORKSPACE", Path.GetFullPath(workspace));
        if (OperatingSystem.IsWindows())
            Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

        // A server without a language would show days as month/day/year, which readers elsewhere misread.
        if (CultureInfo.CurrentCulture.Equals(CultureInfo.InvariantCulture))
            CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = IsoDates();

#if CARRIES_MODULE
        if (Environment.ProcessorCount > 1)
            _ = Task.Run(WarmUp.RunAsync);
#endif
        using var session = new ConsoleSession(Console.Out, Console.Error);
        using var signals = new StopSignals(session.Stop);
        if (!session.ImportModule())
            return ExitCode.Failed;
        if (line.Script is { } script)
            return session.ExitCodeOf(session.RunScript(script, line.QuotedArguments()));
        if (line.Command is { } command)
            return session.ExitCodeOf(session.RunCommand(command));
        if (line.SchemaCheck is { } subject)
            return session.RunSchemaCheck(subject, line.Policy);
        if (line.Check)
            return session.RunCheck();
        if (line.Due)
            return session.RunDue(line.Plan);
        if (line.Plan is { } plan)
            return session.RunPlan(plan);
        return new InteractiveLoop(session).Run(line.NoLogo ? null : VersionText);
    }
}
