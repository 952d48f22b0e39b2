using DataSync.Examples.Vendor.Api;
using DataSync.Examples.Vendor.Data;
using DataSync.Examples.Vendor.Documentation;
using DataSync.Examples.Vendor.Faults;

namespace DataSync.Examples.Vendor;

/// <summary>All that follows from one set of options; setting others makes a new world.</summary>
internal sealed class World
{
    public World(VendorOptions options, TimeProvider time)
    {
        Options = options;
        var catalog = new Catalog(options);
        var windows = new RateWindows(options, time);
        Faults = new FaultPlan(options);
        Pages = new DocumentationPages(options, catalog);
        Post = new PostApi(options, catalog, windows);
        Get = new GetApi(options, catalog, windows);
        if (options.Prerender) Post.Prerender();
    }

    public VendorOptions Options { get; }
    public FaultPlan Faults { get; }
    public DocumentationPages Pages { get; }
    public PostApi Post { get; }
    public GetApi Get { get; }
}
