namespace DataSync.Hosting.Terminal;

/// <summary>Which of the process's streams are terminals that take colours. `NO_COLOR` (https://no-color.org) and a dumb terminal take none.</summary>
internal static class TerminalStreams
{
    private static readonly bool ColoursWanted =
        string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")) && !IsDumb;

    public static bool OutputTakesColours => ColoursWanted && !Console.IsOutputRedirected;

    public static bool ErrorTakesColours => ColoursWanted && !Console.IsErrorRedirected;

    /// <summary>Whether a line can be written over.</summary>
    public static bool ErrorIsScreen => !Console.IsErrorRedirected && !IsDumb;

    /// <summary>Whether keys can be read one by one and their echo be written by us.</summary>
    public static bool IsInteractive => !Console.IsInputRedirected && !Console.IsOutputRedirected && !IsDumb;

    private static bool IsDumb => Environment.GetEnvironmentVariable("TERM") == "dumb";
}
