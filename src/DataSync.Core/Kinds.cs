namespace DataSync;

/// <summary>
/// Finds the kinds of something (stores, sources, documents): every public class here that implements <typeparamref name="T"/>. So a kind is a
/// folder, and adding one names it nowhere else.
/// </summary>
internal sealed class Kinds<T>(string noun, Func<T, string> nameOf) where T : class
{
    private readonly Lazy<IReadOnlyList<T>> _all = new(() =>
        [.. typeof(T).Assembly.GetExportedTypes()
            .Where(t => t is { IsClass: true, IsAbstract: false } && typeof(T).IsAssignableFrom(t))
            .Select(t => (T)Activator.CreateInstance(t)!)
            .OrderBy(nameOf, StringComparer.OrdinalIgnoreCase)]);

    public IReadOnlyList<T> All => _all.Value;

    public T Get(string name) => All.FirstOrDefault(k => nameOf(k).Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw new DataSyncException("UnknownKind", $"There is no {noun} kind '{name}'.", $"Kinds: {string.Join(", ", All.Select(nameOf))}.");
}
