using System.Security.Cryptography;
using System.Text;

namespace DataSync.Introspection.Tushare;

/// <summary>Tells whether a page says something new: a hash of its facts, which its layout and its form (HTML or Markdown) leave alone.</summary>
internal static class Fingerprint
{
    public static string Of(ApiPage page)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(page.ApiName, page.Title, page.Description, Text(page.RowCap), Text(page.Points));
        foreach (var field in page.Parameters) AddField("parameter", field);
        foreach (var field in page.Columns) AddField("column", field);
        return Convert.ToHexStringLower(hash.GetHashAndReset());

        void AddField(string role, DocumentedField field) => Add(role, field.Name, field.Type, field.Flag?.ToString(), field.Description);

        // unit and record separators keep neighbours apart
        void Add(params ReadOnlySpan<string?> facts)
        {
            foreach (var fact in facts) hash.AppendData(Encoding.UTF8.GetBytes(string.Concat(fact?.Where(c => !char.IsWhiteSpace(c)) ?? []) + '\u001F'));
            hash.AppendData("\u001E"u8);
        }

        static string? Text(int? number) => number?.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }
}
