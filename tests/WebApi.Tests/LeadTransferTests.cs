using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using SalesFlow.Leads.Transfer;

namespace SalesFlow.WebApi.Tests;

/// <summary>Files in and out, through all layers.</summary>
public sealed class LeadTransferTests(SharedProduct product) : IClassFixture<SharedProduct>
{
    private const string Sheet = "الاسم,رقم الجوال,البريد الإلكتروني,المدينة,اسم الشركة\n"
        + "\"العتيبي, خالد\",0501234567,KHALID@Example.com,الرياض,\"شركة \"\"النخبة\"\"\"\n"
        + "سارة,٠٥٠٢٢٢٣٣٤٤,,جدة,\n"
        + "بلا رقم صحيح,12,,الدمام,\n"
        + ",,,الرياض,شركة بلا شخص\n"
        + "خالد ثانية,+966501234567,,,\n";

    private static int _companies;

    [Fact]
    public async Task A_dry_run_says_what_would_be_and_changes_nothing_until_it_is_started()
    {
        var owner = await Company();
        var job = await Import(owner, Encoding.UTF8.GetBytes(Sheet), "leads.csv", ("dryRun", "true"));
        var done = await Ended(owner, job);

        Assert.Equal("checked", done.Text("state"));
        Assert.Equal((5, 2, 0, 1, 2), Counts(done));
        Assert.Equal(["name", "phone", "email", "city", "company_name"], done.GetProperty("mapping").EnumerateObject().Select(m => m.Value.GetString()));
        Assert.Empty((await Leads(owner)).EnumerateArray());

        Assert.Equal(HttpStatusCode.Accepted, (await owner.PostAsync($"{job}/start", null)).StatusCode);
        done = await Ended(owner, job);
        Assert.Equal("completed", done.Text("state"));
        Assert.Equal((5, 2, 0, 1, 2), Counts(done));
        // Completed means: lists show it.
        var leads = (await Leads(owner)).EnumerateArray().ToDictionary(l => l.Text("name"));
        Assert.Equal(2, leads.Count);
        var first = leads["العتيبي, خالد"];
        Assert.Equal(("+966501234567", "khalid@example.com", "شركة \"النخبة\"", "الرياض", "import"),
            (first.Text("phone"), first.Text("email"), first.Text("companyName"), first.Text("city"), first.Text("source")));
        Assert.Equal("+966502223344", leads["سارة"].Text("phone"));
        Assert.Equal(HttpStatusCode.Conflict, (await owner.PostAsync($"{job}/start", null)).StatusCode);
    }

    [Fact]
    public async Task An_imported_lead_is_a_lead_like_any_other_and_signed_with_whoever_imported_it()
    {
        var owner = await Company();
        await Ended(owner, await Import(owner, Encoding.UTF8.GetBytes("name,phone,sector\nAli,0501112233,healthcare\n"), "a.csv"));
        var id = Assert.Single((await Leads(owner)).EnumerateArray()).Text("id");

        var lead = await (await owner.GetAsync("/api/v1/leads/" + id)).Body();
        Assert.Equal(25, lead.GetProperty("score").GetInt32());
        Assert.Equal(5, lead.GetProperty("version").GetInt64());
        var moved = await owner.PostAsync($"/api/v1/leads/{id}/qualify", null);
        Assert.Equal(HttpStatusCode.OK, moved.StatusCode);
        var types = (await (await owner.GetAsync("/api/v1/events?limit=100")).Body()).GetProperty("items").EnumerateArray()
            .Where(e => e.Text("entityId") == id).Select(e => e.Text("type")).Take(3);
        Assert.Equal(["lead.created", "lead.facts_learnt", "lead.scored"], types);
    }

    [Theory]
    [InlineData("ar")]
    [InlineData("en")]
    public async Task Every_reason_has_a_text_and_none_ends_the_error_file(string language)
    {
        var texts = new System.Resources.ResourceManager("SalesFlow.WebApi.Text.Problems", typeof(WebApiModule).Assembly);
        var culture = System.Globalization.CultureInfo.GetCultureInfo(language == "en" ? "" : language);
        var reasons = typeof(ImportReasons).GetFields().Select(f => (string)f.GetValue(null)!).ToList();
        Assert.True(reasons.Count > 10);
        Assert.All(reasons, r => Assert.NotNull(texts.GetResourceSet(culture, true, false)!.GetString("import.reason." + r)));

        var owner = await Company();
        owner.DefaultRequestHeaders.AcceptLanguage.ParseAdd(language);
        var tags = string.Join('|', Enumerable.Range(0, 21));
        var job = await Import(owner, Encoding.UTF8.GetBytes($"name,assigned_to,tags\nA,nobody@x.sa,\nB,,{tags}\nC,,\nD,stranger,\n"), "a.csv");
        await Ended(owner, job);
        var lines = (await owner.GetStringAsync($"{job}/errors")).TrimStart('\uFEFF').Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["2,assigned_to", "3,tags", "5,assigned_to"], lines.Skip(1).Select(l => string.Join(',', l.Split(',').Take(2))));
    }

    [Fact]
    public async Task The_error_file_names_line_field_and_reason_in_the_callers_language_with_the_row_as_it_was()
    {
        var owner = await Company();
        var job = await Import(owner, Encoding.UTF8.GetBytes(Sheet + "=cmd|' /C calc'!A0,123,,,\n"), "leads.csv");
        await Ended(owner, job);
        owner.DefaultRequestHeaders.AcceptLanguage.ParseAdd("ar");
        var text = await owner.GetStringAsync($"{job}/errors");
        var lines = text.TrimStart('\uFEFF').Split("\r\n", StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal("السطر,الحقل,السبب,الاسم,رقم الجوال,البريد الإلكتروني,المدينة,اسم الشركة", lines[0]);
        Assert.StartsWith("4,phone,هذا ليس رقم هاتف", lines[1], StringComparison.Ordinal);
        Assert.EndsWith("بلا رقم صحيح,12,,الدمام,", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("5,row,يلزم اسم", lines[2], StringComparison.Ordinal);
        Assert.StartsWith("6,phone,ورد هذا الهاتف", lines[3], StringComparison.Ordinal);
        Assert.Contains(",'=cmd|", lines[4], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_import_skips_what_is_known_or_teaches_it_as_told()
    {
        var owner = await Company();
        await Ended(owner, await Import(owner, Encoding.UTF8.GetBytes("name,phone,city\nA,0501112233,\nB,0501112244,\n"), "a.csv"));
        var again = Encoding.UTF8.GetBytes("name,phone,city\nA2,0501112233,Riyadh\nC,0501112255,\n");

        Assert.Equal((2, 1, 0, 1, 0), Counts(await Ended(owner, await Import(owner, again, "b.csv"))));
        Assert.Equal((2, 0, 2, 0, 0), Counts(await Ended(owner, await Import(owner, again, "b.csv", ("onDuplicate", "update")))));
        await Eventually(async () => (await Leads(owner)).EnumerateArray().Any(l => l.GetProperty("city").GetString() == "Riyadh"));
        var leads = (await Leads(owner)).EnumerateArray().ToList();
        Assert.Equal(["A", "B", "C"], leads.Select(l => l.Text("name")).Order());
    }

    [Theory]
    [InlineData("utf-8", true, ',')]
    [InlineData("utf-8", false, ';')]
    [InlineData("utf-16", true, '\t')]
    [InlineData("utf-16", false, ';')]
    [InlineData("windows-1256", false, ';')]
    public async Task Letters_and_separators_are_found_out(string encoding, bool mark, char separator)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var letters = Encoding.GetEncoding(encoding);
        var text = Sheet.Replace(',', separator).Replace($"العتيبي{separator}", "العتيبي,", StringComparison.Ordinal);
        var owner = await Company();
        var job = await Import(owner, [.. mark ? letters.GetPreamble() : [], .. letters.GetBytes(text)], "leads.csv");

        Assert.Equal((5, 2, 0, 1, 2), Counts(await Ended(owner, job)));
        Assert.Contains((await Leads(owner)).EnumerateArray(), l => l.Text("name") == "العتيبي, خالد");
    }

    [Fact]
    public async Task A_mapping_may_be_given_by_heading_or_place_and_mended_after_the_check()
    {
        var owner = await Company();
        var file = Encoding.UTF8.GetBytes("kunya,x,who\nAbu Ali,0501112233,Ali\n");
        var job = await Import(owner, file, "a.csv", ("dryRun", "true"), ("mapping", """{"kunya":"name","#2":"phone"}"""));
        Assert.Equal((1, 1, 0, 0, 0), Counts(await Ended(owner, job)));
        await owner.PostAsJsonAsync($"{job}/start", new { mapping = new Dictionary<string, string> { ["who"] = "name", ["x"] = "phone", ["kunya"] = "fact:kunya" } });
        Assert.Equal("completed", (await Ended(owner, job)).Text("state"));
        Assert.Equal("Ali", Assert.Single((await Leads(owner)).EnumerateArray()).Text("name"));

        var unknown = await Ended(owner, await Import(owner, file, "a.csv", ("mapping", """{"nobody":"name"}""")));
        Assert.Equal(("failed", "unknown_column"), (unknown.Text("state"), unknown.Text("reason")));
        using var wrong = Form(file, "a.csv", ("mapping", """{"who":"nothing"}"""));
        await (await owner.PostAsync("/api/v1/leads/import", wrong)).Problem(HttpStatusCode.UnprocessableEntity, "invalid");
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("xlsx")]
    public async Task What_one_company_exports_another_imports_as_the_same_leads(string format)
    {
        var owner = await Company();
        await Ended(owner, await Import(owner, Encoding.UTF8.GetBytes(Sheet + "=1+1,0509998877,,,\"سطر\nثان\"\n"), "leads.csv"));
        var file = await owner.GetByteArrayAsync($"/api/v1/leads/export?format={format}");
        var other = await Company();
        Assert.Equal((3, 3, 0, 0, 0), Counts(await Ended(other, await Import(other, file, "leads." + format))));

        Assert.Equal(await Shape(owner), await Shape(other));

        async Task<string> Shape(HttpClient company) => string.Join('\n', (await Leads(company)).EnumerateArray().OrderBy(l => l.Text("phone")).Select(l =>
            string.Join('|', new[] { "name", "phone", "email", "companyName", "city", "source" }.Select(f => l.GetProperty(f).GetString()))));
    }

    [Fact]
    public async Task An_export_gives_what_the_list_shows_for_the_same_filter()
    {
        var owner = await Company();
        await Ended(owner, await Import(owner, Encoding.UTF8.GetBytes(
            "name,phone,city,sector,tags\nA,0501112233,جدة,retail,vip\nB,0501112244,الرياض,retail,\nC,0501112255,جدة,legal,vip;old\n"), "a.csv"));
        var view = await (await owner.PostAsJsonAsync("/api/v1/views", new { entity = "leads", name = "جدة", filters = new { city = "جده" } })).Body();
        foreach (var filter in new[]
        {
            "sector=retail", "city=" + Uri.EscapeDataString("جده"), "tag=vip", "tag=vip&sector=legal", "assignee=none", "assignee=me", "temperature=hot", "scoreFrom=1",
            "hasDeal=true", "status=new,lost", "status=lost", "view=" + view.Text("id"), "search=0501112244", "createdFrom=2100-01-01", "createdUntil=2000-01-01",
        })
        {
            var listed = (await (await owner.GetAsync("/api/v1/leads?" + filter.Replace("createdUntil", "createdTo", StringComparison.Ordinal))).Body())
                .GetProperty("items").EnumerateArray().Select(l => l.Text("name")).Order();
            var exported = (await (await owner.GetAsync("/api/v1/leads/export?format=json&" + filter)).Body()).EnumerateArray().Select(l => l.Text("name")).Order();
            Assert.Equal(listed, exported);
        }
        await (await owner.GetAsync("/api/v1/leads/export?view=nobody")).Problem(HttpStatusCode.NotFound, "not_found");
        await (await owner.GetAsync("/api/v1/leads/export?scoreFrom=many")).Problem(HttpStatusCode.BadRequest, "bad_request");
    }

    [Fact]
    public async Task A_quotation_mark_that_is_never_closed_makes_no_lead_of_the_rows_behind_it()
    {
        var owner = await Company();
        var ended = await Ended(owner, await Import(owner, Encoding.UTF8.GetBytes("name,phone\nA,0501112233\n\"B,0501112244\nC,0501112255\n"), "a.csv"));
        Assert.Equal((2, 1, 0, 0, 1), Counts(ended));
        Assert.Equal("A", Assert.Single((await Leads(owner)).EnumerateArray()).Text("name"));
    }

    [Fact]
    public async Task An_export_is_guarded_filtered_and_in_the_log_with_its_rows()
    {
        var owner = await Company();
        await Ended(owner, await Import(owner, Encoding.UTF8.GetBytes("name,phone,source\n=1+1,0501112233,web\nB,0501112244,referral\n"), "a.csv"));
        var csv = await owner.GetStringAsync("/api/v1/leads/export?source=web&bom=false");
        Assert.StartsWith("id,name,phone", csv, StringComparison.Ordinal);
        Assert.Contains(",'=1+1,+966501112233,", csv, StringComparison.Ordinal);
        Assert.DoesNotContain("+966501112244", csv, StringComparison.Ordinal);
        var json = await (await owner.GetAsync("/api/v1/leads/export?format=json")).Body();
        Assert.Equal(2, json.GetArrayLength());
        var lines = await owner.GetStringAsync("/api/v1/leads/export?format=ndjson");
        Assert.Equal(2, lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        await (await owner.GetAsync("/api/v1/leads/export?format=pdf")).Problem(HttpStatusCode.BadRequest, "bad_request");

        JsonElement[] entries = [];
        await Eventually(async () => (entries = [.. (await (await owner.GetAsync("/api/v1/events?limit=100")).Body()).GetProperty("items").EnumerateArray()
            .Where(e => e.Text("type") == "audit.recorded" && e.GetProperty("data").GetProperty("entry").Text("action") == "export")]).Length >= 3);
        var details = entries[0].GetProperty("data").GetProperty("entry").GetProperty("details");
        Assert.Equal(("csv", "1"), (details.Text("format"), details.Text("rows")));
    }

    [Fact]
    public async Task What_is_no_table_is_refused_and_named()
    {
        var owner = await Company();
        foreach (var bytes in new[] { "%PDF-1.7 x"u8.ToArray(), [0xD0, 0xCF, 0x11, 0xE0, 1, 2], Zip("word/document.xml"), [] })
        {
            using var form = Form(bytes, "leads.csv");
            var problem = await (await owner.PostAsync("/api/v1/leads/import", form)).Problem(HttpStatusCode.UnprocessableEntity, "validation");
            Assert.Equal("file", Assert.Single(problem.GetProperty("errors").EnumerateObject()).Name);
        }
        await (await owner.PostAsJsonAsync("/api/v1/leads/import", new { })).Problem(HttpStatusCode.UnsupportedMediaType, "media_type");
        foreach (var (bytes, reason) in new[] { ("\0\0\0"u8.ToArray(), "not_a_text"), ("a,b\n1,2\n"u8.ToArray(), "no_columns"), (Zip("xl/workbook.xml"), "broken_file") })
        {
            var done = await Ended(owner, await Import(owner, bytes, "leads.csv"));
            Assert.Equal(("failed", reason), (done.Text("state"), done.Text("reason")));
        }
        Assert.Empty((await Leads(owner)).EnumerateArray());
    }

    [Fact]
    public async Task A_repeat_under_the_same_key_is_the_same_import_and_a_stranger_sees_none()
    {
        var owner = await Company();
        owner.DefaultRequestHeaders.Add("Idempotency-Key", "one");
        var job = await Import(owner, "name\nA\n"u8.ToArray(), "a.csv");
        Assert.Equal(job, await Import(owner, "name\nA\n"u8.ToArray(), "a.csv"));
        await Ended(owner, job);
        Assert.Single((await Leads(owner)).EnumerateArray());
        Assert.Single((await (await owner.GetAsync("/api/v1/leads/imports")).Body()).GetProperty("items").EnumerateArray());

        var stranger = await Company();
        await (await stranger.GetAsync(job)).Problem(HttpStatusCode.NotFound, "not_found");
        await (await stranger.GetAsync(job + "/errors")).Problem(HttpStatusCode.NotFound, "not_found");
        await (await stranger.PostAsync(job + "/cancel", null)).Problem(HttpStatusCode.NotFound, "not_found");
        Assert.Empty((await (await stranger.GetAsync("/api/v1/leads/imports")).Body()).GetProperty("items").EnumerateArray());
    }

    private static byte[] Zip(string entry)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create)) zip.CreateEntry(entry).Open().Dispose();
        return bytes.ToArray();
    }

    private static (int, int, int, int, int) Counts(JsonElement job)
    {
        var c = job.GetProperty("counts");
        return (N("read"), N("created"), N("updated"), N("skipped"), N("failed"));

        int N(string name) => c.GetProperty(name).GetInt32();
    }

    private static async Task<JsonElement> Leads(HttpClient client) => (await (await client.GetAsync("/api/v1/leads?limit=100")).Body()).GetProperty("items");

    private static async Task<string> Import(HttpClient client, byte[] file, string name, params (string Name, string Value)[] fields)
    {
        using var form = Form(file, name, fields);
        var answer = await client.PostAsync("/api/v1/leads/import", form);
        Assert.True(answer.StatusCode == HttpStatusCode.Accepted, await answer.Content.ReadAsStringAsync());
        return answer.Headers.Location!.ToString();
    }

    private static MultipartFormDataContent Form(byte[] file, string name, params (string Name, string Value)[] fields)
    {
        var form = new MultipartFormDataContent { { new ByteArrayContent(file), "file", name } };
        foreach (var (field, value) in fields) form.Add(new StringContent(value), field);
        return form;
    }

    private static async Task<JsonElement> Ended(HttpClient client, string job)
    {
        JsonElement view = default;
        await Eventually(async () => (view = await (await client.GetAsync(job)).Body()).Text("state") is "checked" or "completed" or "failed" or "cancelled");
        return view;
    }

    private async Task<HttpClient> Company()
    {
        var client = product.CreateClient();
        var answer = await client.PostAsJsonAsync("/api/v1/auth/register", Api.Registration($"transfer{Interlocked.Increment(ref _companies)}@example.com"));
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (await answer.Body()).Text("accessToken"));
        return client;
    }
}
