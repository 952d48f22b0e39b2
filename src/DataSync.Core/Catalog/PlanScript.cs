namespace DataSync.Catalog;

/// <summary>A plan's scriptblock, kept as its text in a <c>.ps1</c> beside the plan's file, where editors and git treat it as the code it is.</summary>
internal static class PlanScript
{
    public static Plan Read(Plan plan, string planFile) =>
        FileOf(planFile) is var script && File.Exists(script) ? plan with { ArgumentScript = File.ReadAllText(script) } : plan;

    public static void Write(Plan plan, string planFile)
    {
        if (plan.ArgumentScript is { } text) AtomicFile.WriteAllText(FileOf(planFile), text);
        else Delete(planFile);
    }

    public static void Delete(string planFile) => File.Delete(FileOf(planFile));

    private static string FileOf(string planFile) => Path.ChangeExtension(planFile, ".ps1");
}
