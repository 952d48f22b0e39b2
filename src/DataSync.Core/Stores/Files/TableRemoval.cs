namespace DataSync.Stores.Files;

/// <summary>Removes a whole table.</summary>
internal static class TableRemoval
{
    public const string Holder = "a removal";

    /// <summary>
    /// Removes the data files first and the log last: killed between, the next writer finds files missing and asks their slices again.
    /// Files that others put into the folder stay, and so does the folder then.
    /// </summary>
    /// <returns>Rows removed.</returns>
    public static async Task<long> RemoveAsync(TableContext context, string table, TimeSpan lockTimeout, CancellationToken cancellationToken)
    {
        var paths = context.Paths;
        if (!Directory.Exists(paths.Bookkeeping)) return 0;
        try
        {
            var rows = 0L;
            using (await TableLock.TakeAsync(paths, table, Holder, lockTimeout, context.Time, cancellationToken))
            {
                rows = new TableLog(paths).ReadManifest()?.Files.Values.Sum(f => f.Rows) ?? 0;
                foreach (var file in TableFiles.OwnFiles(context).ToList()) TableFiles.Remove(file, paths.Root);
                foreach (var folder in new[] { paths.TempFolder, paths.DeltaFolder })
                    if (Directory.Exists(folder))
                        Directory.Delete(folder, recursive: true);
                FolderSwap.Clear(paths);
                File.Delete(paths.Log);
            }
            Directory.Delete(paths.Bookkeeping, recursive: true);
            if (!Directory.EnumerateFileSystemEntries(paths.Root).Any()) Directory.Delete(paths.Root);
            return rows;
        }
        catch (Exception e) when (Disk.IsPlaceError(e))
        {
            throw Disk.Explain(paths.Root, e);
        }
    }
}
