namespace DataSync.Hosting.Tests;

/// <summary>Where things lie in the repository these tests were built in.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    /// <summary>The console, as built in this configuration.</summary>
    public static string Console { get; } = Path.Combine(
        Root, "src", "DataSync.Console", "bin", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, "net10.0", "DataSync.Console.dll");

    /// <summary>The staged module.</summary>
    public static string Module { get; } = Path.Combine(Root, "out", "DataSync");

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "DataSync.sln")))
            folder = folder.Parent ?? throw new DirectoryNotFoundException("These tests run within the repository only.");
        return folder.FullName;
    }
}
