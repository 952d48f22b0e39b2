namespace DataSync.Benchmarks.Stores;

/// <summary>What a client used, and what the server used for it meanwhile.</summary>
/// <param name="Wall">Seconds.</param>
/// <param name="Cpu">The client's processor seconds.</param>
/// <param name="Peak">The client's largest memory, bytes.</param>
/// <param name="Server">The server's processor seconds; null where they cannot be told.</param>
internal sealed record ServerUsage(double Wall, double Cpu, long Peak, double? Server)
{
    public static ServerUsage Of(Usage usage, double? server = null) => new(usage.Wall, usage.Cpu, usage.Peak, server);
}
