using DataSync.Introspection.Proposals;

namespace DataSync.Introspection;

/// <summary>Keeps tokens out of what is saved and said: the link of a live answer may carry one.</summary>
internal static class LinkSecrets
{
    /// <summary>A link without the parameters of its query that carry a token, and without user and password.</summary>
    public static string Without(string link)
    {
        if (!Uri.TryCreate(link, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https")) return link;
        var pairs = address.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries);
        string[] kept = [.. pairs.Where(p => !RequestProposal.IsToken(Uri.UnescapeDataString(p.Split('=')[0])))];
        // a link without a secret stays as it was written
        if (kept.Length == pairs.Length && address.UserInfo.Length == 0) return link;
        return new UriBuilder(address) { UserName = "", Password = "", Query = string.Join('&', kept) }.Uri.ToString();
    }
}
