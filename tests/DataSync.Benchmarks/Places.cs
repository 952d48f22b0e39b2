namespace DataSync.Benchmarks;

/// <summary>Where the programs under test are.</summary>
internal static class Places
{
    public static string Repository { get; } = FindRepository();

    /// <summary>The published console, a program: <c>DATASYNC_CONSOLE</c>, else what <c>tests/run.sh --benchmarks</c> publishes.</summary>
    public static string Console => Existing(Environment.GetEnvironmentVariable("DATASYNC_CONSOLE") ?? Path.Combine(Repository, "out/console/DataSync.Console"), "dotnet publish src/DataSync.Console -c Release -o out/console");

    public static string Vendor => Existing(Path.Combine(Repository, "examples/Vendor/bin/Release/net10.0/DataSync.Examples.Vendor.dll"), "dotnet build examples/Vendor -c Release");

    public static string Script(string name) => Path.Combine(AppContext.BaseDirectory, "Scripts", name);

    private static string Existing(string path, string remedy) => File.Exists(path) ? path : throw new FileNotFoundException($"{path} is missing. Make it: {remedy}", path);

    private static string FindRepository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "DataSync.sln"))) return folder.FullName;
        throw new DirectoryNotFoundException($"{AppContext.BaseDirectory} is not inside the repository.");
    }
}
