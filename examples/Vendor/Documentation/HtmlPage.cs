namespace DataSync.Examples.Vendor.Documentation;

/// <summary>What stands around an article: head, menu and foot.</summary>
internal static class HtmlPage
{
    /// <summary>The page shown to those who have not logged in, with status 200, as vendors do.</summary>
    public static string Login { get; } = Page("""
        <section id="login" class="whole">
        <div class="container">
        <form action="/login" method="post">
        <h2>登录</h2>
        <p>登录以后才能查看文档。</p>
        <input type="text" name="account" placeholder="手机号或邮箱">
        <input type="password" name="password" placeholder="密码">
        <button type="submit">登 录</button>
        </form>
        </div>
        </section>

        """);

    /// <summary>The whole page.</summary>
    public static string Around(Menu menu, string article) => Page($"""
        <section id="document" class="whole">
        <div class="container">
        <div class="document">
        <nav class="sidebar col-md-3 col-sm-4 col-xs-12">
            <div id="jstree">
            {menu.ToHtml()}
            </div>
        </nav>
        <div class="content col-md-9 col-sm-8 col-xs-12">
        <div class="search-panel">
        <div class="search-container">
        <input type="text" class="search-input" placeholder="Search">
        </div>
        </div>
        {article}
        </div>
        </div>
        </div>
        </section>

        """);

    private static string Page(string body) => $"""
        <!DOCTYPE html>
        <html lang="en" style="height:100%">
        <head>
        <meta charset="utf-8">
        <title>数据文档</title>
        </head>
        <body style="height:100%">
        <div id="page" style="height:100%;">
        <header id="header" class="site-header">
        <nav id="navbar" class="site-navbar navbar navbar-static-top" role="navigation">
        <ul id="navigation" class="nav navbar-nav navbar-right">
        <li><a href="/">首页</a></li>
        <li><a href="/document/2">数据接口</a></li>
        <li class="navbar-tail"><a href="/login" class="btn btn-xs pull-right">登 录</a></li>
        </ul>
        </nav>
        </header>
        {body}<footer id="footer" class="site-footer">
        <div class="content">
        <ul>
        <li><a href="/document/2">数据接口</a></li>
        </ul>
        </div>
        </footer>
        </div>
        </body>
        </html>

        """;
}
