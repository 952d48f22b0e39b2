namespace DataSync.Hosting;

/// <summary>What the console tells the process that started it.</summary>
internal static class ExitCode
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int PartlyDone = 2;
    /// <summary>Interrupted, as shells count it: 128 and the number of SIGINT.</summary>
    public const int Interrupted = 130;
}
