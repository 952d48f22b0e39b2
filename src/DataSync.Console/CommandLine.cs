using System.Management.Automation.Language;
using System.Text;
using System.Text.RegularExpressions;

namespace DataSync.Hosting;

/// <summary>What the console was asked to do.</summary>
internal sealed partial record CommandLine
{
    public const string Usage =
        """
        Usage: DataSync.Console [-Workspace <folder>] [-NoLogo] [<script.ps1> [arguments] | -Command <text> | -Plan <name> [-Due] | -Due | -Check | -SchemaCheck <name>]

          <script.ps1>   Runs a script; the arguments are its parameters: -Name value, -Switch, value.
          -Command, -c   Runs a text; everything that follows belongs to it.
          -Plan, -p      Runs a plan (Invoke-DsSync).
          -Due           Runs the plan only if its schedule says so; without -Plan, all plans that are due. What scheduled jobs start.
          -SchemaCheck   Follows the columns that the documentation of a source or dataset has now (Update-DsSchema); -Policy AddOnly, All or ReportOnly.
          -Check         Checks all that the workspace depends on (Test-DsWorkspace -Problem): for monitoring.
          -Workspace, -w Sets the workspace, as the environment's DATASYNC_WORKSPACE does.
          -NoLogo        Starts the prompt without a greeting.
          -Version, -v   Prints the version.
          -Help, -h      Prints this text.

        Without a script, command or plan it asks for commands at a prompt.

        Exit codes: 0 done, 1 failed, 2 partly done (a plan) or warnings alone (-Check), 130 interrupted; a script's own `exit` wins.
        """;

    public string? Script { get; private init; }
    public IReadOnlyList<string> ScriptArguments { get; private init; } = [];
    public string? Command { get; private init; }
    public string? Plan { get; private init; }
    public bool Due { get; private init; }
    public bool Check { get; private init; }
    public string? SchemaCheck { get; private init; }
    public string Policy { get; private init; } = "AddOnly";
    public string? Workspace { get; private init; }
    public bool NoLogo { get; private init; }
    public bool Help { get; private init; }
    public bool Version { get; private init; }

    /// <exception cref="ArgumentException">An unknown option, or one without its value.</exception>
    public static CommandLine Parse(ReadOnlySpan<string> arguments)
    {
        var line = new CommandLine();
        for (var i = 0; i < arguments.Length; i++)
        {
            var argument = arguments[i];
            if (!argument.StartsWith('-'))
                return line with { Script = argument, ScriptArguments = arguments[(i + 1)..].ToArray() };
            switch (argument.TrimStart('-').ToLowerInvariant())
            {
                case "command" or "c":
                    Value(arguments, i);
                    return line with { Command = string.Join(' ', arguments[(i + 1)..].ToArray()) };
                case "file" or "f":
                    return line with { Script = Value(arguments, i), ScriptArguments = arguments[(i + 2)..].ToArray() };
                case "plan" or "p":
                    line = line with { Plan = Value(arguments, i++) };
                    break;
                case "due":
                    line = line with { Due = true };
                    break;
                case "schemacheck":
                    line = line with { SchemaCheck = Value(arguments, i++) };
                    break;
                case "policy":
                    line = line with { Policy = Value(arguments, i++) };
                    break;
                case "check":
                    line = line with { Check = true };
                    break;
                case "workspace" or "w":
                    line = line with { Workspace = Value(arguments, i++) };
                    break;
                case "nologo":
                    line = line with { NoLogo = true };
                    break;
                case "version" or "v":
                    line = line with { Version = true };
                    break;
                case "help" or "h" or "?":
                    line = line with { Help = true };
                    break;
                default:
                    throw new ArgumentException($"'{argument}' is not an option of this console.");
            }
        }

        return line;
    }

    private static string Value(ReadOnlySpan<string> arguments, int option) =>
        option + 1 < arguments.Length ? arguments[option + 1] : throw new ArgumentException($"'{arguments[option]}' needs a value.");

    /// <summary>The script's arguments as PowerShell writes them, so that PowerShell itself binds them: names and switches bare, all else quoted.</summary>
    public string QuotedArguments()
    {
        var text = new StringBuilder();
        foreach (var argument in ScriptArguments)
        {
            var name = ParameterName().Match(argument);
            var value = argument[name.Length..];
            text.Append(' ').Append(name.Value);
            if (!name.Success || value.Length > 0)
                text.Append(SwitchValue().IsMatch(value) ? value : $"'{CodeGeneration.EscapeSingleQuotedStringContent(value)}'");
        }

        return text.ToString();
    }

    [GeneratedRegex(@"^-[\p{L}_][\w]*(:|$)")]
    private static partial Regex ParameterName();

    [GeneratedRegex(@"^\$(true|false)$", RegexOptions.IgnoreCase)]
    private static partial Regex SwitchValue();
}
