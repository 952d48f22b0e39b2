namespace DataSync.Hosting;

/// <summary>Where the module lies: beside the published console, or in the repository the console was built in.</summary>
internal static class ModuleLocator
{
    /// <exception cref="FileNotFoundException">It lies in neither place.</exception>
    public static string Find()
    {
        var published = Path.Combine(AppContext.BaseDirectory, "DataSync", "DataSync.psd1");
        if (File.Exists(published))
            return published;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var staged = Path.Combine(folder.FullName, "out", "DataSync", "DataSync.psd1");
            if (File.Exists(staged))
                return staged;
        }

        throw new FileNotFoundException($"The DataSync module is missing. It belongs into {Path.GetDirectoryName(published)}.", published);
    }
}
