<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN">
<context>
    <name>AboutPanel</name>
    <message>
        <source>This station</source>
        <translation>本工位</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>SPADE Station {version} · Python {python} · Qt {qt}
Learns from good parts alone, by comparing features of a pretrained network (SPADE, Cohen &amp; Hoshen 2020). Apache License 2.0.</source>
        <translation>SPADE Station {version} · Python {python} · Qt {qt}
仅从良品学习，通过比对预训练网络的特征进行检测（SPADE，Cohen &amp; Hoshen 2020）。Apache License 2.0 许可。</translation>
    </message>
</context>
<context>
    <name>BankPanel</name>
    <message>
        <source>The product is being opened…</source>
        <translation>正在打开产品…</translation>
    </message>
    <message>
        <source>This product cannot be opened.</source>
        <translation>无法打开该产品。</translation>
    </message>
    <message>
        <source>Nothing has been learned for this product yet.</source>
        <translation>该产品尚未学习任何良品。</translation>
    </message>
    <message>
        <source>Bank version {version}: {samples} good samples, {rows} rows, {mb} MB</source>
        <translation>特征库第 {version} 版：{samples} 个良品样本，{rows} 行特征，{mb} MB</translation>
    </message>
    <message>
        <source>Show the station good parts: with “This is good”, from the running line, or from a folder.</source>
        <translation>请向系统提供良品：按“这是良品”，从运行中的产线采集，或从文件夹导入。</translation>
    </message>
    <message>
        <source>The limit keeps {overkill} % overkill: about 1 good part in {one_in} is rejected.</source>
        <translation>当前限值可保证 {overkill} % 的过杀率：约每 {one_in} 个良品误判 1 个。</translation>
    </message>
    <message>
        <source>With {n} good parts no limit below 1 false alarm in {least} can be promised; the limit is an estimate. {needed} good parts are needed for {overkill} %.</source>
        <translation>仅有 {n} 个良品，无法保证误报低于每 {least} 个 1 次；当前限值为估计值。要达到 {overkill} % 的过杀率，需要 {needed} 个良品。</translation>
    </message>
    <message>
        <source>False alarms taken as good: {n}; they do not move the limit.</source>
        <translation>标记为良品的误报：{n} 个，不影响限值。</translation>
    </message>
    <message>
        <source>Matching: everywhere for now; once there are {least} samples of one size, “Learn again” chooses.</source>
        <translation>比对方式：暂用全局比对；有 {least} 个相同尺寸的样本后，按“重新学习”即可自动选定。</translation>
    </message>
    <message>
        <source>Matching, automatic: same place {reach}. Flaws stand out by {separation} deviations, everywhere by {other}.</source>
        <translation>自动比对方式：同一位置 {reach}。缺陷突出 {separation} 个标准差，全局为 {other} 个。</translation>
    </message>
    <message>
        <source>Matching, automatic: everywhere. Flaws stand out by {separation} deviations, at the same place by {other}.</source>
        <translation>自动比对方式：全局。缺陷突出 {separation} 个标准差，同一位置为 {other} 个。</translation>
    </message>
    <message>
        <source>A place is kept to only if flaws stand out clearly more.</source>
        <translation>仅当缺陷明显更突出时，才限定同一位置。</translation>
    </message>
</context>
<context>
    <name>CountersPanel</name>
    <message>
        <source>Cycle {cycle} · verdict in {verdict} · skipped {skipped}</source>
        <translation>节拍 {cycle} · 判定用时 {verdict} · 跳过 {skipped}</translation>
    </message>
    <message>
        <source> · {share} % from the cache</source>
        <translation> · 缓存命中 {share} %</translation>
    </message>
    <message>
        <source>Total</source>
        <translation>总数</translation>
    </message>
    <message>
        <source>Yield</source>
        <translation>良率</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>清零</translation>
    </message>
    <message>
        <source>Press again to reset</source>
        <translation>再按一次清零</translation>
    </message>
    <message>
        <source>Sets all counters to zero.</source>
        <translation>将所有计数清零。</translation>
    </message>
    <message>
        <source>Pictures of files and of the demo line that come again, the same byte for byte, are not judged twice by the same settings and bank.</source>
        <translation>文件和演示线的图像若逐字节完全相同地再次出现，在设置和特征库不变时不再重复判定。</translation>
    </message>
</context>
<context>
    <name>DefectPlot</name>
    <message>
        <source>limit</source>
        <translation>限值</translation>
    </message>
    <message>
        <source>suggested</source>
        <translation>建议值</translation>
    </message>
    <message>
        <source>good samples</source>
        <translation>良品样本</translation>
    </message>
    <message>
        <source>known defects</source>
        <translation>已知缺陷</translation>
    </message>
    <message>
        <source>would pass</source>
        <translation>会漏检</translation>
    </message>
    <message>
        <source>Known defects and good parts against the limit</source>
        <translation>已知缺陷和良品与限值的对比</translation>
    </message>
</context>
<context>
    <name>DefectsPanel</name>
    <message>
        <source>Known defects</source>
        <translation>已知缺陷</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Really remove?</source>
        <translation>确定移除？</translation>
    </message>
    <message>
        <source>Forgets the chosen known defect; Ctrl+Z brings it back.</source>
        <translation>忘记选中的已知缺陷；可用 Ctrl+Z 恢复。</translation>
    </message>
    <message>
        <source>Sets the limit of the preset; “Undo” on the settings takes it back.</source>
        <translation>设置预设的限值；可用设置中的“撤销”恢复。</translation>
    </message>
    <message>
        <source>No known defects</source>
        <translation>没有已知缺陷</translation>
    </message>
    <message>
        <source>{n} known defects</source>
        <translation>{n} 个已知缺陷</translation>
    </message>
    <message>
        <source>The limit catches all {n} known defects</source>
        <translation>限值可检出全部 {n} 个已知缺陷</translation>
    </message>
    <message>
        <source>{escapes} of {n} known defects would pass the limit</source>
        <translation>{n} 个已知缺陷中有 {escapes} 个会低于限值而漏检</translation>
    </message>
    <message>
        <source>They are never needed. But when a bad part passes and no limit can catch it, press “This is a miss”: what looks like it more than like any good part is NG from then on. Drag a box on the picture to mark the defect.</source>
        <translation>已知缺陷并非必需。但若不良品被放行且任何限值都无法检出，请按“这是漏检”：此后，凡是比任何良品都更像它的区域即判为“不合格”。在图像上拖出方框可标记缺陷位置。</translation>
    </message>
    <message>
        <source>They count as soon as there are enough good samples.</source>
        <translation>良品样本足够后即生效。</translation>
    </message>
    <message>
        <source>What resembles them more than any good part is NG below the limit, too.</source>
        <translation>比任何良品都更像它们的区域，即使低于限值也判为“不合格”。</translation>
    </message>
    <message>
        <source>A limit of {limit} lies in the middle between the good samples and the weakest known defect.</source>
        <translation>限值 {limit} 位于良品样本与最弱的已知缺陷之间的正中。</translation>
    </message>
    <message>
        <source>No limit tells them apart: one that catches all ({limit}) would reject {rejected} of {n} good samples.</source>
        <translation>没有限值能将二者分开：能检出全部缺陷的限值（{limit}）会误判 {n} 个良品样本中的 {rejected} 个。</translation>
    </message>
    <message>
        <source>#{number}: added {when} by {who} from {origin}</source>
        <translation>#{number}：{who} 于 {when} 添加，来自 {origin}</translation>
    </message>
    <message>
        <source>. It still passes: it looks too much like good parts, or a zone or another setting lets it pass.</source>
        <translation>。它仍会被放过：它与良品过于相似，或者某个区域或其他设置放过了它。</translation>
    </message>
    <message>
        <source>. {n} of its {patches} patches look like good parts.</source>
        <translation>。其 {patches} 个图块中有 {n} 个与良品相似。</translation>
    </message>
    <message>
        <source>Set the limit to {limit}</source>
        <translation>将限值设为 {limit}</translation>
    </message>
    <message>
        <source>Choose one to see where it came from.</source>
        <translation>选择一个以查看其来源。</translation>
    </message>
</context>
<context>
    <name>EditorsPanel</name>
    <message>
        <source>Undo change</source>
        <translation>撤销更改</translation>
    </message>
    <message>
        <source>No setting was changed that could be taken back.</source>
        <translation>没有可撤销的设置更改。</translation>
    </message>
    <message>
        <source>Takes the last changed setting back (Ctrl+U).</source>
        <translation>撤销上一次参数更改 (Ctrl+U)。</translation>
    </message>
</context>
<context>
    <name>EngineerPage</name>
    <message>
        <source>This is good (G)</source>
        <translation>这是良品 (G)</translation>
    </message>
    <message>
        <source>Adds the picture on the screen to the good samples.</source>
        <translation>将屏幕上的图像加入良品样本。</translation>
    </message>
    <message>
        <source>This is a miss (M)</source>
        <translation>这是漏检 (M)</translation>
    </message>
    <message>
        <source>Adds the picture on the screen to the known defects: what looks like it is NG. Drag a box on the picture first, to mark where the defect is.</source>
        <translation>将屏幕上的图像加入已知缺陷：与其相似的判为“不合格”。请先在图像上拖出方框以标记缺陷位置。</translation>
    </message>
    <message>
        <source>Hold (H)</source>
        <translation>定格 (H)</translation>
    </message>
    <message>
        <source>Go on (H)</source>
        <translation>继续 (H)</translation>
    </message>
    <message>
        <source>Keeps this picture on the screen; the line goes on.</source>
        <translation>保持当前图像不变；产线继续运行。</translation>
    </message>
    <message>
        <source>One picture (F7)</source>
        <translation>单张 (F7)</translation>
    </message>
    <message>
        <source>Takes and inspects one picture while the line is stopped.</source>
        <translation>在产线停止时采集并检测一张图像。</translation>
    </message>
    <message>
        <source>Samples</source>
        <translation>样本</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>参数</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>图像来源</translation>
    </message>
    <message>
        <source>Defects</source>
        <translation>缺陷</translation>
    </message>
    <message>
        <source>One moment…</source>
        <translation>请稍候…</translation>
    </message>
    <message>
        <source>Judged wrongly? G: it is good. M: it is a miss.</source>
        <translation>判定有误？G：这是良品。M：这是漏检。</translation>
    </message>
</context>
<context>
    <name>EvaluationFigures</name>
    <message>
        <source>95 %: {low} to {high} %</source>
        <translation>95 %：{low} 至 {high} %</translation>
    </message>
</context>
<context>
    <name>EvaluationResults</name>
    <message>
        <source>Save report…</source>
        <translation>保存报告…</translation>
    </message>
    <message>
        <source>One HTML file with everything that is shown here.</source>
        <translation>将此处显示的全部内容保存为一个 HTML 文件。</translation>
    </message>
    <message>
        <source>Save figures…</source>
        <translation>保存数据…</translation>
    </message>
    <message>
        <source>All figures and every picture&apos;s score as JSON.</source>
        <translation>以 JSON 保存全部指标和每张图像的得分。</translation>
    </message>
    <message>
        <source>{dataset} with {preset}</source>
        <translation>{dataset}（使用 {preset}）</translation>
    </message>
    <message>
        <source>ROC</source>
        <translation>ROC 曲线</translation>
    </message>
    <message>
        <source>Histogram of the scores</source>
        <translation>得分直方图</translation>
    </message>
    <message>
        <source>The last evaluation came to no result; this is an earlier one.</source>
        <translation>最近一次评估没有得出结果；这是更早一次的结果。</translation>
    </message>
    <message>
        <source>Evaluated before the last change of the settings.</source>
        <translation>评估是在最近一次更改设置之前进行的。</translation>
    </message>
    <message>
        <source>Report (*.html)</source>
        <translation>报告 (*.html)</translation>
    </message>
    <message>
        <source>Save report</source>
        <translation>保存报告</translation>
    </message>
    <message>
        <source>Figures (*.json)</source>
        <translation>数据 (*.json)</translation>
    </message>
    <message>
        <source>Save figures</source>
        <translation>保存数据</translation>
    </message>
</context>
<context>
    <name>EvaluationStarter</name>
    <message>
        <source>Evaluate on labelled pictures</source>
        <translation>用已标注的图像评估</translation>
    </message>
    <message>
        <source>Learns from train/good of a data set in MVTec AD layout and judges its test pictures with the settings of “{preset}”. The line goes on, its bank stays as it is, and nothing is kept but the report that you save.</source>
        <translation>从 MVTec AD 格式数据集的 train/good 学习，并用“{preset}”的设置判定其测试图像。产线照常运行，其特征库保持不变；除您保存的报告外，不保留任何内容。</translation>
    </message>
    <message>
        <source>Choose data set…</source>
        <translation>选择数据集…</translation>
    </message>
    <message>
        <source>Evaluate</source>
        <translation>开始评估</translation>
    </message>
    <message>
        <source>None chosen yet.</source>
        <translation>尚未选择。</translation>
    </message>
    <message>
        <source>Data set in MVTec AD layout</source>
        <translation>MVTec AD 格式的数据集</translation>
    </message>
</context>
<context>
    <name>FindingsLabel</name>
    <message>
        <source>The line is starting.</source>
        <translation>产线正在启动。</translation>
    </message>
    <message>
        <source>The source is being opened.</source>
        <translation>正在打开图像来源。</translation>
    </message>
    <message>
        <source>Nothing is being inspected.</source>
        <translation>当前未进行检测。</translation>
    </message>
    <message>
        <source>Press Start (F5).</source>
        <translation>请按“启动”(F5)。</translation>
    </message>
    <message>
        <source>No picture is coming from the source.</source>
        <translation>图像来源没有送来图像。</translation>
    </message>
    <message>
        <source>Check the source; inspection goes on with the next picture.</source>
        <translation>请检查图像来源；收到下一张图像后自动继续检测。</translation>
    </message>
    <message>
        <source>Close to the limit; please look at this part.</source>
        <translation>接近限值，请人工确认该工件。</translation>
    </message>
    <message>
        <source>Nothing found over the limit.</source>
        <translation>未发现超过限值的区域。</translation>
    </message>
    <message>
        <source>Resembles known defect {number} more than any good part.</source>
        <translation>比任何良品都更像已知缺陷 {number}。</translation>
    </message>
    <message>
        <source>Stands out, below the limit: {hottest}</source>
        <translation>突出但低于限值：{hottest}</translation>
    </message>
    <message>
        <source>1 region over the limit: {hottest}</source>
        <translation>1 个区域超过限值：{hottest}</translation>
    </message>
    <message>
        <source>{count} regions over the limit, hottest: {hottest}</source>
        <translation>{count} 个区域超过限值，最高：{hottest}</translation>
    </message>
</context>
<context>
    <name>GhostBar</name>
    <message>
        <source>Ghost</source>
        <translation>参考叠影</translation>
    </message>
    <message>
        <source>Lays the alignment reference over the picture, to place parts by hand.</source>
        <translation>将对齐参考图像半透明地叠在画面上，便于手动摆放工件。</translation>
    </message>
    <message>
        <source>There is no alignment reference yet: take one under Alignment, or switch “Align by” on and learn.</source>
        <translation>还没有对齐参考图像：请在“对齐”中采集，或启用“对齐方式”后学习。</translation>
    </message>
    <message>
        <source>Opacity of the ghost</source>
        <translation>参考叠影的不透明度</translation>
    </message>
    <message>
        <source>Tick “Ghost” first.</source>
        <translation>请先勾选“参考叠影”。</translation>
    </message>
</context>
<context>
    <name>Header</name>
    <message>
        <source>Inspect</source>
        <translation>检测</translation>
    </message>
    <message>
        <source>Teach</source>
        <translation>示教</translation>
    </message>
    <message>
        <source>Station</source>
        <translation>工位</translation>
    </message>
    <message>
        <source>Evaluate</source>
        <translation>评估</translation>
    </message>
    <message>
        <source>Imaging</source>
        <translation>成像</translation>
    </message>
    <message>
        <source>Product</source>
        <translation>产品</translation>
    </message>
    <message>
        <source>Product that is inspected</source>
        <translation>正在检测的产品</translation>
    </message>
    <message>
        <source>Start (F5)</source>
        <translation>启动 (F5)</translation>
    </message>
    <message>
        <source>Stop (F6)</source>
        <translation>停止 (F6)</translation>
    </message>
</context>
<context>
    <name>HeatLegend</name>
    <message>
        <source>limit</source>
        <translation>限值</translation>
    </message>
    <message>
        <source>Colours of the heatmap</source>
        <translation>热力图色标</translation>
    </message>
    <message>
        <source>The colours are the same for every picture: 1 is the limit, nothing is shown well below it.</source>
        <translation>所有图像使用同一色标：1 为限值，明显低于限值的部分不显示。</translation>
    </message>
</context>
<context>
    <name>ImagingPage</name>
    <message>
        <source>Hold (H)</source>
        <translation>定格 (H)</translation>
    </message>
    <message>
        <source>Go on (H)</source>
        <translation>继续 (H)</translation>
    </message>
    <message>
        <source>Keeps this picture on the screen; the line goes on.</source>
        <translation>保持当前图像不变；产线继续运行。</translation>
    </message>
    <message>
        <source>One picture (F7)</source>
        <translation>单张 (F7)</translation>
    </message>
    <message>
        <source>Takes and inspects one picture while the line is stopped.</source>
        <translation>在产线停止时采集并检测一张图像。</translation>
    </message>
    <message>
        <source>Zones hold in every view. The feature is sought in the first one.</source>
        <translation>区域在每个视图中都有效。定位特征只在第一个视图中查找。</translation>
    </message>
    <message>
        <source>Zones are drawn on the aligned part.</source>
        <translation>区域只能画在已对齐的工件上。</translation>
    </message>
    <message>
        <source>Shift {x}, {y} px</source>
        <translation>偏移 {x}, {y} 像素</translation>
    </message>
    <message>
        <source>turn {angle}°</source>
        <translation>旋转 {angle}°</translation>
    </message>
    <message>
        <source>likeness {share}</source>
        <translation>相似度 {share}</translation>
    </message>
    <message>
        <source>There is no picture yet: start the line (F5), or take one (F7).</source>
        <translation>暂无图像：请启动产线 (F5)，或采集单张图像 (F7)。</translation>
    </message>
</context>
<context>
    <name>ImagingPanel</name>
    <message>
        <source>Draw the feature</source>
        <translation>绘制定位特征</translation>
    </message>
    <message>
        <source>A box around something distinct that each good part has (A).</source>
        <translation>用方框框住每个良品都有的明显特征 (A)。</translation>
    </message>
    <message>
        <source>Remove the feature</source>
        <translation>移除定位特征</translation>
    </message>
    <message>
        <source>Remove the feature: the whole picture is looked for instead.</source>
        <translation>移除定位特征：改为按整幅图像定位。</translation>
    </message>
    <message>
        <source>⚠ Not in use yet: choose under “Align by” how a part is found.</source>
        <translation>⚠ 尚未启用：请在“对齐方式”中选择如何定位工件。</translation>
    </message>
    <message>
        <source>Auto: parts are aligned.</source>
        <translation>自动：工件会被对齐。</translation>
    </message>
    <message>
        <source>Auto: nothing is aligned; the good samples lie still, or not all could be found.</source>
        <translation>自动：不作对齐；良品样本位置固定，或未能全部定位。</translation>
    </message>
    <message>
        <source>No feature is drawn.</source>
        <translation>没有绘制定位特征。</translation>
    </message>
    <message>
        <source>References can be taken and removed when “{job}” has ended: wait, or cancel it below.</source>
        <translation>“{job}”结束后才能采集和移除参考图像：请等待，或在下方取消。</translation>
    </message>
</context>
<context>
    <name>JobBar</name>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Keep nothing</source>
        <translation>全部放弃</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>进度</translation>
    </message>
    <message>
        <source>Only what has come is learned now</source>
        <translation>现在只学习已到的图像</translation>
    </message>
    <message>
        <source>{done} of {total}</source>
        <translation>{done} / {total}</translation>
    </message>
    <message>
        <source>{rate} per second</source>
        <translation>每秒 {rate} 张</translation>
    </message>
    <message>
        <source>{time} left</source>
        <translation>剩余 {time}</translation>
    </message>
</context>
<context>
    <name>KeyList</name>
    <message>
        <source>Keys</source>
        <translation>快捷键</translation>
    </message>
</context>
<context>
    <name>LearningPanel</name>
    <message>
        <source>Collect from line</source>
        <translation>从产线采集</translation>
    </message>
    <message>
        <source>Takes the next pictures of the running line as good; only good parts, please.</source>
        <translation>将运行中产线接下来的图像作为良品采集；请确保全部为良品。</translation>
    </message>
    <message>
        <source>parts</source>
        <translation>件</translation>
    </message>
    <message>
        <source>How many parts to collect</source>
        <translation>采集数量</translation>
    </message>
    <message>
        <source>Collect from folder…</source>
        <translation>从文件夹采集…</translation>
    </message>
    <message>
        <source>Takes all pictures of a folder as good.</source>
        <translation>将文件夹中的所有图像作为良品。</translation>
    </message>
    <message>
        <source>Undo learning</source>
        <translation>撤销学习</translation>
    </message>
    <message>
        <source>Takes the last change back (Ctrl+Z): a known defect that was marked or removed since the last learning, or else the learning.</source>
        <translation>撤销最近一次更改 (Ctrl+Z)：上次学习之后标记或移除的已知缺陷，否则撤销该次学习。</translation>
    </message>
    <message>
        <source>Learn again</source>
        <translation>重新学习</translation>
    </message>
    <message>
        <source>Makes a new bank from the kept samples.</source>
        <translation>用保存的样本重新生成特征库。</translation>
    </message>
    <message>
        <source>All samples</source>
        <translation>全部样本</translation>
    </message>
    <message>
        <source>Unlike the rest ({n})</source>
        <translation>与其他不同（{n}）</translation>
    </message>
    <message>
        <source>With {n} more: about {rows} rows, {mb} MB</source>
        <translation>再加 {n} 个：约 {rows} 行，{mb} MB</translation>
    </message>
    <message>
        <source>, {ms} ms per part</source>
        <translation>，每件 {ms} 毫秒</translation>
    </message>
    <message>
        <source>Folder with good parts</source>
        <translation>良品图像文件夹</translation>
    </message>
</context>
<context>
    <name>LineBar</name>
    <message>
        <source>How long is this line ({pixels} px)?</source>
        <translation>这条线段（{pixels} 像素）的实际长度是多少？</translation>
    </message>
    <message>
        <source>Length of the line</source>
        <translation>线段长度</translation>
    </message>
    <message>
        <source>Set scale</source>
        <translation>设置比例尺</translation>
    </message>
    <message>
        <source>Drop the line</source>
        <translation>放弃线段</translation>
    </message>
</context>
<context>
    <name>MemoryPanel</name>
    <message>
        <source>Loaded products</source>
        <translation>已加载的产品</translation>
    </message>
    <message>
        <source>Ready at once: {names} ({mib} MiB)</source>
        <translation>可立即切换：{names}（{mib} MiB）</translation>
    </message>
    <message>
        <source>No product is loaded.</source>
        <translation>没有已加载的产品。</translation>
    </message>
</context>
<context>
    <name>MessageList</name>
    <message>
        <source>Messages</source>
        <translation>消息</translation>
    </message>
</context>
<context>
    <name>NetworkRow</name>
    <message>
        <source>Import file…</source>
        <translation>导入文件…</translation>
    </message>
    <message>
        <source>Takes torchvision&apos;s weights from a .pth file.</source>
        <translation>从 .pth 文件导入 torchvision 权重。</translation>
    </message>
    <message>
        <source>Download</source>
        <translation>下载</translation>
    </message>
    <message>
        <source>Weights</source>
        <translation>权重文件</translation>
    </message>
    <message>
        <source>File with weights</source>
        <translation>选择权重文件</translation>
    </message>
</context>
<context>
    <name>NgStrip</name>
    <message>
        <source>Last NG pictures</source>
        <translation>最近的不合格图像</translation>
    </message>
    <message>
        <source>None yet</source>
        <translation>暂无</translation>
    </message>
</context>
<context>
    <name>NoticeBar</name>
    <message>
        <source>Dismiss (F8)</source>
        <translation>确认 (F8)</translation>
    </message>
    <message>
        <source>All messages</source>
        <translation>全部消息</translation>
    </message>
</context>
<context>
    <name>OptionalControl</name>
    <message>
        <source>Tick the box before it to set a number.</source>
        <translation>勾选前面的方框后即可设置数值。</translation>
    </message>
</context>
<context>
    <name>PicturePanel</name>
    <message>
        <source>Heatmap</source>
        <translation>热力图</translation>
    </message>
    <message>
        <source>Opacity of the heatmap</source>
        <translation>热力图不透明度</translation>
    </message>
    <message>
        <source>How strongly the heatmap covers the picture; 0 hides it.</source>
        <translation>热力图覆盖图像的强度；0 为隐藏。</translation>
    </message>
    <message>
        <source>Not judged</source>
        <translation>不判定处</translation>
    </message>
    <message>
        <source>Hatches what is not judged: zones, glare, what is out of view. Tolerant zones (≈) are outlined, with how many times the limit holds there.</source>
        <translation>用斜线标示不判定的地方：区域、反光、视野之外。宽容区域（≈）画出轮廓，并注明那里的限值倍数。</translation>
    </message>
    <message>
        <source>Back to live (Esc)</source>
        <translation>返回实时画面 (Esc)</translation>
    </message>
    <message>
        <source>Earlier picture, not live: {verdict}, {time}</source>
        <translation>历史图像，非实时：{verdict}，{time}</translation>
    </message>
    <message>
        <source>, judged by bank version {version}</source>
        <translation>，由特征库第 {version} 版判定</translation>
    </message>
</context>
<context>
    <name>PictureView</name>
    <message>
        <source>No picture yet</source>
        <translation>暂无图像</translation>
    </message>
    <message>
        <source>Picture of the part</source>
        <translation>工件图像</translation>
    </message>
    <message>
        <source>Wheel: zoom. Drag: move. Double click: whole picture.</source>
        <translation>滚轮：缩放。拖动：平移。双击：显示全图。</translation>
    </message>
    <message>
        <source>Drag: mark a defect. Wheel: zoom; then drag to move, Shift and drag to mark. Double click: whole picture.</source>
        <translation>拖动：标记缺陷。滚轮：缩放；缩放后拖动可移动，按住 Shift 拖动可标记。双击：显示整幅图像。</translation>
    </message>
    <message>
        <source>known defect {number}</source>
        <translation>已知缺陷 {number}</translation>
    </message>
</context>
<context>
    <name>PresetBar</name>
    <message>
        <source>{name} (starting point)</source>
        <translation>{name}（初始模板）</translation>
    </message>
    <message>
        <source>Product</source>
        <translation>产品</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Makes a new product with these settings.</source>
        <translation>用这些参数新建一个产品。</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>重命名</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Really delete?</source>
        <translation>确定删除？</translation>
    </message>
    <message>
        <source>Moves the product with its samples to the trash folder.</source>
        <translation>将该产品及其样本移入回收文件夹。</translation>
    </message>
    <message>
        <source>New name</source>
        <translation>新名称</translation>
    </message>
    <message>
        <source>Letters, digits, spaces, dots, hyphens</source>
        <translation>文字、数字、空格、点、连字符</translation>
    </message>
    <message>
        <source>Create</source>
        <translation>新建</translation>
    </message>
    <message>
        <source>New name of the product</source>
        <translation>产品的新名称</translation>
    </message>
    <message>
        <source>Name of the copy</source>
        <translation>副本的名称</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>ReferenceRow</name>
    <message>
        <source>Reference: taken</source>
        <translation>参考图像：已采集</translation>
    </message>
    <message>
        <source>Reference: the first good sample</source>
        <translation>参考图像：第一个良品样本</translation>
    </message>
    <message>
        <source>White: taken</source>
        <translation>白场：已采集</translation>
    </message>
    <message>
        <source>White: none</source>
        <translation>白场：无</translation>
    </message>
    <message>
        <source>Dark: taken</source>
        <translation>暗场：已采集</translation>
    </message>
    <message>
        <source>Dark: none</source>
        <translation>暗场：无</translation>
    </message>
    <message>
        <source>Empty place: taken</source>
        <translation>空工位：已采集</translation>
    </message>
    <message>
        <source>Empty place: none</source>
        <translation>空工位：无</translation>
    </message>
    <message>
        <source>Take this picture as reference</source>
        <translation>将当前图像作为参考</translation>
    </message>
    <message>
        <source>Take as white</source>
        <translation>作为白场</translation>
    </message>
    <message>
        <source>Take as dark</source>
        <translation>作为暗场</translation>
    </message>
    <message>
        <source>Take as empty place</source>
        <translation>作为空工位</translation>
    </message>
    <message>
        <source>Other parts are laid upon the part on the screen; take a good one that lies as it should.</source>
        <translation>其他工件将对齐到屏幕上的工件；请选用位置正确的良品。</translation>
    </message>
    <message>
        <source>An even white surface under the lamp, out of focus if possible and nowhere overexposed.</source>
        <translation>光源下均匀的白色表面，最好离焦，且各处均不过曝。</translation>
    </message>
    <message>
        <source>A picture with the lens covered.</source>
        <translation>遮住镜头时的图像。</translation>
    </message>
    <message>
        <source>The place without a part, as it is between two parts: it is then not taken for one.</source>
        <translation>两个工件之间没有工件时的工位：这样它就不会被当作工件。</translation>
    </message>
    <message>
        <source>Remove reference</source>
        <translation>移除参考图像</translation>
    </message>
    <message>
        <source>No picture was taken that could be removed.</source>
        <translation>没有可移除的已采集图像。</translation>
    </message>
    <message>
        <source>Remove reference: it is used no more; can be undone.</source>
        <translation>移除参考图像：不再使用；可以撤销。</translation>
    </message>
</context>
<context>
    <name>RuntimesPanel</name>
    <message>
        <source>Runtimes</source>
        <translation>推理引擎</translation>
    </message>
    <message>
        <source>Measure again</source>
        <translation>重新测量</translation>
    </message>
    <message>
        <source>Lets every runtime judge good samples, as they are and with a painted flaw.</source>
        <translation>让每个推理引擎判定良品样本及其人工绘制缺陷的副本。</translation>
    </message>
    <message>
        <source>Runtime</source>
        <translation>推理引擎</translation>
    </message>
    <message>
        <source>ms</source>
        <translation>毫秒</translation>
    </message>
    <message>
        <source>Score differs</source>
        <translation>得分差异</translation>
    </message>
    <message>
        <source>Other verdicts</source>
        <translation>判定不同</translation>
    </message>
    <message>
        <source>Agrees</source>
        <translation>是否一致</translation>
    </message>
    <message>
        <source>not usable</source>
        <translation>无法使用</translation>
    </message>
    <message>
        <source>{flips} of {pictures}</source>
        <translation>{flips} / {pictures}</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>是</translation>
    </message>
    <message>
        <source>no</source>
        <translation>否</translation>
    </message>
    <message>
        <source>Measured as soon as there is a bank; until then torch computes.</source>
        <translation>有特征库后即自动测量；在此之前由 PyTorch 计算。</translation>
    </message>
    <message>
        <source>There is nothing to choose: torch computes here.</source>
        <translation>无可选项：此处由 PyTorch 计算。</translation>
    </message>
    <message>
        <source>{backbone} at {width}×{height} with “{product}”, {day}. ▶ is in use.</source>
        <translation>{backbone}，{width}×{height}，产品“{product}”，{day}。▶ 为当前使用。</translation>
    </message>
</context>
<context>
    <name>SampleStrip</name>
    <message>
        <source>Good samples</source>
        <translation>良品样本</translation>
    </message>
    <message>
        <source>Takes the chosen samples out and learns again (Del).</source>
        <translation>剔除所选样本并重新学习 (Del)。</translation>
    </message>
    <message>
        <source>Drop sample</source>
        <translation>剔除样本</translation>
    </message>
    <message>
        <source>Drop {n} samples</source>
        <translation>剔除 {n} 个样本</translation>
    </message>
    <message>
        <source>Really drop?</source>
        <translation>确定剔除？</translation>
    </message>
    <message>
        <source>Choose a sample to see where it came from.</source>
        <translation>选择一个样本以查看其来历。</translation>
    </message>
    <message>
        <source>No samples yet.</source>
        <translation>暂无样本。</translation>
    </message>
    <message>
        <source>#{number}: added {when} by {who} from {origin}, score before {score}</source>
        <translation>#{number}：{when} 由 {who} 添加，来自 {origin}，添加前得分 {score}</translation>
    </message>
</context>
<context>
    <name>ScaleTools</name>
    <message>
        <source>Draw a line of known length</source>
        <translation>绘制已知长度的线段</translation>
    </message>
    <message>
        <source>From one end to the other of something measured (L).</source>
        <translation>从一个已测量物体的一端画到另一端 (L)。</translation>
    </message>
    <message>
        <source>Measure from checkerboard</source>
        <translation>用棋盘格测量</translation>
    </message>
    <message>
        <source>Lay a printed checkerboard where the parts lie, so that all of it is seen.</source>
        <translation>将打印的棋盘格平放在工件所在位置，使其完整可见。</translation>
    </message>
    <message>
        <source>Side of a square</source>
        <translation>方格边长</translation>
    </message>
    <message>
        <source>Side of a square of the checkerboard</source>
        <translation>棋盘格的方格边长</translation>
    </message>
</context>
<context>
    <name>ScoreBar</name>
    <message>
        <source>Score, limit = 1</source>
        <translation>得分（限值 = 1）</translation>
    </message>
    <message>
        <source>check</source>
        <translation>待确认</translation>
    </message>
    <message>
        <source>limit</source>
        <translation>限值</translation>
    </message>
    <message>
        <source>Score against the limit</source>
        <translation>得分与限值对比</translation>
    </message>
</context>
<context>
    <name>SettingEditor</name>
    <message>
        <source>Learns again: a change takes effect after relearning.</source>
        <translation>需重新学习：更改在重新学习后生效。</translation>
    </message>
    <message>
        <source>learns again</source>
        <translation>需重新学习</translation>
    </message>
</context>
<context>
    <name>SettingHelp</name>
    <message>
        <source>Touch a setting to read what it does.</source>
        <translation>点选一项参数即可查看其说明。</translation>
    </message>
</context>
<context>
    <name>SettingsPanel</name>
    <message>
        <source>Starting values</source>
        <translation>恢复初始值</translation>
    </message>
    <message>
        <source>Press again to reset all</source>
        <translation>再按一次全部恢复</translation>
    </message>
    <message>
        <source>Sets all settings to those of the starting point.</source>
        <translation>将所有参数恢复为初始模板的值。</translation>
    </message>
    <message>
        <source>share {percent} %</source>
        <translation>占比 {percent} %</translation>
    </message>
</context>
<context>
    <name>SourceChooser</name>
    <message>
        <source>Source</source>
        <translation>图像来源</translation>
    </message>
    <message>
        <source>Demo product</source>
        <translation>演示产品</translation>
    </message>
    <message>
        <source>Browse…</source>
        <translation>浏览…</translation>
    </message>
    <message>
        <source>Use this source</source>
        <translation>使用此来源</translation>
    </message>
    <message>
        <source>Say first where the pictures come from.</source>
        <translation>请先指定图像的来源。</translation>
    </message>
    <message>
        <source>The overlap has to have fewer lines than a picture.</source>
        <translation>重叠的行数必须少于每幅图像的行数。</translation>
    </message>
    <message>
        <source>⚠ less than a picture, please</source>
        <translation>⚠ 须少于每幅图像的行数</translation>
    </message>
    <message>
        <source>Folder with pictures</source>
        <translation>图像文件夹</translation>
    </message>
    <message>
        <source>Videos</source>
        <translation>视频</translation>
    </message>
    <message>
        <source>Video file</source>
        <translation>视频文件</translation>
    </message>
    <message>
        <source>Parts drawn by the program; some of them are defective.</source>
        <translation>由程序绘制的工件，其中一部分带有缺陷。</translation>
    </message>
    <message>
        <source>Number or address</source>
        <translation>编号或地址</translation>
    </message>
    <message>
        <source>0 is the first camera; also /dev/video0, rtsp://… or http://…</source>
        <translation>0 为第一台相机；也可填 /dev/video0、rtsp://… 或 http://…</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Each picture of the video is a part.</source>
        <translation>视频的每一帧视为一个工件。</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>Pictures in the order of their names; new ones are taken as they come.</source>
        <translation>按文件名顺序读取；新增的图像会随时读入。</translation>
    </message>
</context>
<context>
    <name>StageBar</name>
    <message>
        <source>Camera</source>
        <translation>相机</translation>
    </message>
    <message>
        <source>The picture as it came.</source>
        <translation>相机送来的原始图像。</translation>
    </message>
    <message>
        <source>After light</source>
        <translation>光照校正后</translation>
    </message>
    <message>
        <source>With the light corrected.</source>
        <translation>光照校正后的图像。</translation>
    </message>
    <message>
        <source>Aligned</source>
        <translation>对齐后</translation>
    </message>
    <message>
        <source>Laid upon the reference.</source>
        <translation>已对齐到参考图像。</translation>
    </message>
    <message>
        <source>What is judged</source>
        <translation>判定范围</translation>
    </message>
    <message>
        <source>As the network sees it; hatched places are not judged.</source>
        <translation>网络所看到的图像；斜线部分不参与判定。</translation>
    </message>
</context>
<context>
    <name>StatusLine</name>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>Product: {name}</source>
        <translation>产品：{name}</translation>
    </message>
    <message>
        <source>Bank v{version}, {samples} samples</source>
        <translation>特征库 v{version}，{samples} 个样本</translation>
    </message>
    <message>
        <source>Nothing learned yet</source>
        <translation>尚未学习</translation>
    </message>
    <message>
        <source>Network is loading…</source>
        <translation>正在加载网络…</translation>
    </message>
    <message>
        <source>FALLBACK</source>
        <translation>备用方案</translation>
    </message>
    <message>
        <source>No weights of a network are on this machine; the built-in filters judge.</source>
        <translation>本机没有网络权重，当前由内置滤波器判定。</translation>
    </message>
    <message>
        <source>Being opened…</source>
        <translation>正在打开…</translation>
    </message>
    <message>
        <source>Cannot be opened</source>
        <translation>无法打开</translation>
    </message>
    <message>
        <source>Web: {place}, defects: {count}</source>
        <translation>卷材：{place}，缺陷：{count}</translation>
    </message>
</context>
<context>
    <name>SuspectsPanel</name>
    <message>
        <source>unlike the rest</source>
        <translation>与其他样本不同</translation>
    </message>
    <message>
        <source>same picture twice</source>
        <translation>重复图片</translation>
    </message>
    <message>
        <source>blurred</source>
        <translation>模糊</translation>
    </message>
    <message>
        <source>too dark</source>
        <translation>过暗</translation>
    </message>
    <message>
        <source>too bright</source>
        <translation>过亮</translation>
    </message>
    <message>
        <source>Doubtful samples</source>
        <translation>可疑样本</translation>
    </message>
    <message>
        <source>Choose all</source>
        <translation>全选</translation>
    </message>
    <message>
        <source>They are good parts; they are not listed again.</source>
        <translation>它们是良品，不再列出。</translation>
    </message>
    <message>
        <source>Learns again without them; “Undo learning” takes it back.</source>
        <translation>去掉它们重新学习；“撤销学习”可恢复。</translation>
    </message>
    <message>
        <source>Keep {n}</source>
        <translation>保留 {n} 个</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>Drop {n}</source>
        <translation>移除 {n} 个</translation>
    </message>
    <message>
        <source>Drop</source>
        <translation>移除</translation>
    </message>
</context>
<context>
    <name>Thumbnail</name>
    <message>
        <source>NG at {time}, score {score}</source>
        <translation>{time} 不合格，得分 {score}</translation>
    </message>
</context>
<context>
    <name>ToolBar</name>
    <message>
        <source>Select, move, reshape (V)</source>
        <translation>选择、移动、调整形状 (V)</translation>
    </message>
    <message>
        <source>Draw a rectangle (R)</source>
        <translation>绘制矩形 (R)</translation>
    </message>
    <message>
        <source>Draw an ellipse (E)</source>
        <translation>绘制椭圆 (E)</translation>
    </message>
    <message>
        <source>Draw a polygon (P): a click a corner; double click or Enter ends it, Backspace takes a corner back, Esc drops it</source>
        <translation>绘制多边形 (P)：单击添加顶点；双击或按 Enter 结束，Backspace 撤回一个顶点，Esc 放弃</translation>
    </message>
    <message>
        <source>Draw the alignment feature (A)</source>
        <translation>绘制定位特征 (A)</translation>
    </message>
    <message>
        <source>Draw a line of known length (L)</source>
        <translation>绘制已知长度的线段 (L)</translation>
    </message>
    <message>
        <source>Nearer (+, wheel)</source>
        <translation>放大（+，滚轮）</translation>
    </message>
    <message>
        <source>Farther (−, wheel)</source>
        <translation>缩小（−，滚轮）</translation>
    </message>
    <message>
        <source>Whole picture (0)</source>
        <translation>显示全图 (0)</translation>
    </message>
    <message>
        <source>Kind of the zones that are drawn next</source>
        <translation>接下来绘制的区域类型</translation>
    </message>
</context>
<context>
    <name>VerdictBanner</name>
    <message>
        <source>Verdict</source>
        <translation>判定结果</translation>
    </message>
    <message>
        <source>Still picture: {verdict}</source>
        <translation>静态图像：{verdict}</translation>
    </message>
</context>
<context>
    <name>WeightsPanel</name>
    <message>
        <source>Networks</source>
        <translation>网络</translation>
    </message>
    <message>
        <source>The built-in filters need no files, but see less than a network. Download the weights here, or carry the file over and import it.</source>
        <translation>内置滤波器无需文件，但检出能力不及网络。请在此下载权重，或将权重文件拷贝到本机后导入。</translation>
    </message>
</context>
<context>
    <name>WelcomePage</name>
    <message>
        <source>Welcome to SPADE Station</source>
        <translation>欢迎使用 SPADE Station</translation>
    </message>
    <message>
        <source>Show it some good parts; seconds later it tells good from bad, live, and shows where. Nothing is trained. Where shall the pictures come from?</source>
        <translation>只需提供一些良品，几秒后即可实时区分良品与不良品，并指出缺陷位置，无需训练。请选择图像来源：</translation>
    </message>
    <message>
        <source>Demo line</source>
        <translation>演示产线</translation>
    </message>
    <message>
        <source>Try everything without a camera, on drawn parts.</source>
        <translation>无需相机，用程序绘制的工件试用全部功能。</translation>
    </message>
    <message>
        <source>Camera</source>
        <translation>相机</translation>
    </message>
    <message>
        <source>A USB or network camera that looks at your parts.</source>
        <translation>对准工件的 USB 相机或网络相机。</translation>
    </message>
    <message>
        <source>Picture folder</source>
        <translation>图像文件夹</translation>
    </message>
    <message>
        <source>Pictures that you already have on this machine.</source>
        <translation>本机上已有的图像。</translation>
    </message>
    <message>
        <source>Set up a camera</source>
        <translation>设置相机</translation>
    </message>
    <message>
        <source>Choose a folder</source>
        <translation>选择文件夹</translation>
    </message>
    <message>
        <source>Networks…</source>
        <translation>网络…</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>For the best results get the weights of a network: download them, or carry the file here and import it. That can be done later, too.</source>
        <translation>为获得最佳效果，请准备网络权重：下载，或将文件拷贝到本机后导入。也可以稍后再做。</translation>
    </message>
</context>
<context>
    <name>WorstGallery</name>
    <message>
        <source>Worst pictures</source>
        <translation>判定最差的图像</translation>
    </message>
    <message>
        <source>{name}: judged {verdict}, score {score}, truth: {kind}</source>
        <translation>{name}：判为 {verdict}，得分 {score}，真实情况：{kind}</translation>
    </message>
</context>
<context>
    <name>ZoneCanvas</name>
    <message>
        <source>The picture is being prepared.</source>
        <translation>正在处理图像。</translation>
    </message>
    <message>
        <source>No picture yet. Start the line, or take one picture (F7).</source>
        <translation>暂无图像。请启动产线，或采集单张图像 (F7)。</translation>
    </message>
    <message>
        <source>Feature</source>
        <translation>定位特征</translation>
    </message>
    <message>
        <source>Picture to draw in</source>
        <translation>绘制用图像</translation>
    </message>
    <message>
        <source>Page up and down select a zone, the arrows move it, Enter goes to its corners, Del deletes it. V, R, E, P, A and L take a tool, Enter then puts a shape into the middle.</source>
        <translation>Page Up 和 Page Down 选择区域，方向键移动，Enter 进入其顶点，Del 删除。V、R、E、P、A、L 选用工具，再按 Enter 在中央放置图形。</translation>
    </message>
</context>
<context>
    <name>ZoneList</name>
    <message>
        <source>Draw zones in the picture: + is judged and nothing beside it, − is not judged, ≈ is judged less strictly.</source>
        <translation>在图像中绘制区域：+ 只判定其内部，− 不判定，≈ 放宽判定。</translation>
    </message>
    <message>
        <source>Zones</source>
        <translation>区域</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Name of the zone</source>
        <translation>区域名称</translation>
    </message>
    <message>
        <source>Kind of the zone</source>
        <translation>区域类型</translation>
    </message>
    <message>
        <source>Times the limit in the zone</source>
        <translation>区域内限值的倍数</translation>
    </message>
    <message>
        <source>Select a zone first, in the list or in the picture.</source>
        <translation>请先在列表或图像中选择一个区域。</translation>
    </message>
    <message>
        <source>Only a tolerant zone has a factor: choose that kind first.</source>
        <translation>只有宽容区域才有倍数：请先选择该类型。</translation>
    </message>
    <message>
        <source>In a tolerant zone the limit is this many times higher than elsewhere.</source>
        <translation>宽容区域内的限值为其他位置的这么多倍。</translation>
    </message>
    <message>
        <source>Del</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Deletes the zone (Del).</source>
        <translation>删除该区域 (Del)。</translation>
    </message>
    <message>
        <source>Delete the zone</source>
        <translation>删除区域</translation>
    </message>
</context>
<context>
    <name>backbone</name>
    <message>
        <source>The network is being loaded…</source>
        <translation>正在加载网络…</translation>
    </message>
    <message>
        <source>In use: {name} on {device}, computed by {runtime}.</source>
        <translation>当前使用：{name}，设备 {device}，由 {runtime} 计算。</translation>
    </message>
    <message>
        <source>This is the FALLBACK: no weights of a network are on this machine.</source>
        <translation>这是备用方案：本机没有任何网络权重。</translation>
    </message>
    <message>
        <source>Built-in filters</source>
        <translation>内置滤波器</translation>
    </message>
    <message>
        <source>{layers} missing: weight moved to {target}</source>
        <translation>缺少{layers}：权重已移至{target}</translation>
    </message>
    <message>
        <source>{layers} is not there: that weight has moved to {target}.</source>
        <translation>没有{layers}：其权重已移至{target}。</translation>
    </message>
    <message>
        <source>Missing in the weights file: {layers}. That weight has moved to {target}.</source>
        <translation>权重文件缺少：{layers}，其权重已移至{target}。</translation>
    </message>
</context>
<context>
    <name>errors</name>
    <message>
        <source>{path} cannot be read as a picture.</source>
        <translation>无法将 {path} 读取为图像。</translation>
    </message>
    <message>
        <source>Check that the file is complete and a PNG, JPEG, BMP, TIFF or WebP picture.</source>
        <translation>请确认文件完整，且为 PNG、JPEG、BMP、TIFF 或 WebP 图像。</translation>
    </message>
    <message>
        <source>{path} may not be read.</source>
        <translation>没有读取 {path} 的权限。</translation>
    </message>
    <message>
        <source>Give this user the right to read it, and to enter the folder that it is in.</source>
        <translation>请为当前用户授予读取它以及进入其所在文件夹的权限。</translation>
    </message>
    <message>
        <source>{name} has only {width}×{height} pixels.</source>
        <translation>{name} 只有 {width}×{height} 像素。</translation>
    </message>
    <message>
        <source>At least {least}×{least} pixels are needed.</source>
        <translation>至少需要 {least}×{least} 像素。</translation>
    </message>
    <message>
        <source>{path} has {megapixels} megapixels.</source>
        <translation>{path} 有 {megapixels} 百万像素。</translation>
    </message>
    <message>
        <source>Pictures of up to {most} megapixels can be inspected.</source>
        <translation>最多可检测 {most} 百万像素的图像。</translation>
    </message>
    <message>
        <source>The picture ({width}×{height}) has another shape than the good samples.</source>
        <translation>图像（{width}×{height}）的形状与良品样本不一致。</translation>
    </message>
    <message>
        <source>Use the same camera settings as for the samples, or collect new samples.</source>
        <translation>请使用与采集样本时相同的相机设置，或重新采集样本。</translation>
    </message>
    <message>
        <source>There are no pictures in {path}.</source>
        <translation>{path} 中没有图像。</translation>
    </message>
    <message>
        <source>Choose a folder with PNG, JPEG, BMP, TIFF or WebP pictures.</source>
        <translation>请选择包含 PNG、JPEG、BMP、TIFF 或 WebP 图像的文件夹。</translation>
    </message>
    <message>
        <source>{path} is not a data set in MVTec AD layout.</source>
        <translation>{path} 不是 MVTec AD 结构的数据集。</translation>
    </message>
    <message>
        <source>It needs the folders train/good, test/good and test/KIND, and may have ground_truth/KIND/NAME_mask.png.</source>
        <translation>需要包含 train/good、test/good 和 test/缺陷类别 文件夹，并可包含 ground_truth/缺陷类别/名称_mask.png。</translation>
    </message>
    <message>
        <source>Different good pictures in {path} to learn from: {have}.</source>
        <translation>{path} 中可学习的不同良品图像有 {have} 幅。</translation>
    </message>
    <message>
        <source>The mask {path} ({width}×{height}) has another shape than its picture.</source>
        <translation>掩膜 {path}（{width}×{height}）的形状与其图像不一致。</translation>
    </message>
    <message>
        <source>Draw it over the picture itself; the picture is counted without a mask.</source>
        <translation>请在该图像上重新绘制；该图像按无掩膜统计。</translation>
    </message>
    <message>
        <source>The mask {path} marks nothing.</source>
        <translation>掩膜 {path} 中没有任何标记。</translation>
    </message>
    <message>
        <source>Draw the defect in white; the picture is counted without a mask.</source>
        <translation>请用白色绘制缺陷；该图像按无掩膜统计。</translation>
    </message>
    <message>
        <source>{source} does not exist.</source>
        <translation>{source} 不存在。</translation>
    </message>
    <message>
        <source>“{source}” names no source of pictures.</source>
        <translation>“{source}”不是有效的图像来源。</translation>
    </message>
    <message>
        <source>Use demo:PRODUCT, camera:NUMBER or camera:/dev/…, an rtsp:// or http:// address, video:FILE or folder:FOLDER.</source>
        <translation>请使用 demo:产品、camera:编号 或 camera:/dev/…、rtsp:// 或 http:// 地址、video:文件 或 folder:文件夹。</translation>
    </message>
    <message>
        <source>“{source}” names no web.</source>
        <translation>“{source}”不是有效的卷材图像来源。</translation>
    </message>
    <message>
        <source>Write web:LINES:SOURCE or web:LINES/OVERLAP:SOURCE, with at least {least} lines a picture, fewer lines of overlap, and a folder, a video or a camera.</source>
        <translation>请使用 web:行数:来源 或 web:行数/重叠:来源：每幅图像至少 {least} 行，重叠行数须更少，来源为文件夹、视频或相机。</translation>
    </message>
    <message>
        <source>Record it, and learn from the folder of strips or from the video.</source>
        <translation>请先录制，再从条带文件夹或视频中学习。</translation>
    </message>
    <message>
        <source>{source} has no end.</source>
        <translation>{source} 没有终点。</translation>
    </message>
    <message>
        <source>The folder {path} may not be read.</source>
        <translation>没有读取文件夹 {path} 的权限。</translation>
    </message>
    <message>
        <source>Give this user the right to read it and to enter it.</source>
        <translation>请为当前用户授予读取并进入它的权限。</translation>
    </message>
    <message>
        <source>{path} has no pictures of its own, only folders of them.</source>
        <translation>{path} 自身没有图像，只有装着图像的文件夹。</translation>
    </message>
    <message>
        <source>Each kind of defect is one folder test/KIND with its pictures: move them there.</source>
        <translation>每种缺陷对应一个文件夹 test/KIND，请把图像移到那里。</translation>
    </message>
    <message>
        <source>Put at least {least} good pictures into this folder.</source>
        <translation>请在此文件夹中至少放入 {least} 幅良品图像。</translation>
    </message>
    <message>
        <source>Check its name, and that it was not moved.</source>
        <translation>请检查其名称，以及它是否被移动过。</translation>
    </message>
    <message>
        <source>An empty name stands in the place of a file or folder.</source>
        <translation>文件或文件夹的位置上是一个空名称。</translation>
    </message>
    <message>
        <source>Name one; “.” is the current folder. In a script a variable may be empty.</source>
        <translation>请给出名称；“.”表示当前文件夹。脚本中可能有变量为空。</translation>
    </message>
    <message>
        <source>{source} cannot be learned: {reason}</source>
        <translation>无法从 {source} 学习：{reason}</translation>
    </message>
    <message>
        <source>Nothing was learned. Mend the web, or name its sound pieces as webs of their own; each needs at least as many lines as a picture.</source>
        <translation>未学习任何内容。请修复卷材图像，或将其中完好的各段分别作为独立的卷材指定；每段的行数不得少于一幅图像的行数。</translation>
    </message>
    <message>
        <source>The camera {camera} does not answer.</source>
        <translation>相机 {camera} 没有响应。</translation>
    </message>
    <message>
        <source>Check cable, power and address, and that no other program uses the camera.</source>
        <translation>请检查线缆、电源和地址，并确认没有其他程序占用该相机。</translation>
    </message>
    <message>
        <source>The camera {camera} has stopped sending pictures.</source>
        <translation>相机 {camera} 已停止发送图像。</translation>
    </message>
    <message>
        <source>Check cable and power; the station keeps trying to reconnect.</source>
        <translation>请检查线缆和电源；系统会持续尝试重新连接。</translation>
    </message>
    <message>
        <source>{path} cannot be played as a video.</source>
        <translation>无法将 {path} 作为视频播放。</translation>
    </message>
    <message>
        <source>Check that the file is complete, or convert it to MP4.</source>
        <translation>请确认文件完整，或将其转换为 MP4。</translation>
    </message>
    <message>
        <source>{name} arrived damaged.</source>
        <translation>{name} 到达时已损坏。</translation>
    </message>
    <message>
        <source>Check the camera&apos;s network, or copy the whole file of the video once more.</source>
        <translation>请检查相机的网络，或将整个视频文件重新复制一遍。</translation>
    </message>
    <message>
        <source>{path} ends after {have} of {count} pictures.</source>
        <translation>{path} 在 {count} 幅图像中的第 {have} 幅之后就结束了。</translation>
    </message>
    <message>
        <source>What came after them was not seen. Copy the whole file once more.</source>
        <translation>其后的内容没有看到。请重新复制完整的文件。</translation>
    </message>
    <message>
        <source>There is no preset named “{name}”.</source>
        <translation>没有名为“{name}”的预设。</translation>
    </message>
    <message>
        <source>Known presets: {known}. Copy one to make a new product.</source>
        <translation>已有预设：{known}。复制其中一个即可新建产品。</translation>
    </message>
    <message>
        <source>There is already a preset named “{name}”.</source>
        <translation>已存在名为“{name}”的预设。</translation>
    </message>
    <message>
        <source>Choose another name.</source>
        <translation>请换一个名称。</translation>
    </message>
    <message>
        <source>The preset file {path} cannot be used: {reason}</source>
        <translation>预设文件 {path} 无法使用：{reason}</translation>
    </message>
    <message>
        <source>It was left as it is. Correct it, or delete it and copy another preset.</source>
        <translation>文件保持原样。请修正，或删除后复制其他预设。</translation>
    </message>
    <message>
        <source>“{name}” cannot be the name of a preset.</source>
        <translation>“{name}”不能用作预设名称。</translation>
    </message>
    <message>
        <source>Use 1 to 60 letters, digits, spaces, dots, hyphens and underscores. Begin with a letter or a digit, do not end with a dot, and take no name of a device, such as CON.</source>
        <translation>请使用 1 至 60 个文字、数字、空格、点、连字符或下划线。以文字或数字开头，不以点结尾，也不要使用 CON 等设备名。</translation>
    </message>
    <message>
        <source>It stays as it was. Its help says what it may be.</source>
        <translation>该参数保持原值。可取的值见其说明。</translation>
    </message>
    <message>
        <source>“spade-station evaluate --help” says what it may be.</source>
        <translation>可运行“spade-station evaluate --help”查看可取的值。</translation>
    </message>
    <message>
        <source>The setting {name} cannot be {value}: {reason}</source>
        <translation>参数{name}不能设为 {value}：{reason}</translation>
    </message>
    <message>
        <source>No product is open.</source>
        <translation>没有打开任何产品。</translation>
    </message>
    <message>
        <source>Choose another product, or copy a preset to make one.</source>
        <translation>请选择其他产品，或复制一个预设来新建产品。</translation>
    </message>
    <message>
        <source>“{name}” is not open any more: nothing was changed.</source>
        <translation>“{name}”已不再打开：未做任何更改。</translation>
    </message>
    <message>
        <source>Choose it again, if need be under its new name, and try once more.</source>
        <translation>请重新选择该产品（若已重命名，请按新名称选择），然后再试一次。</translation>
    </message>
    <message>
        <source>Good samples of “{name}” so far: {have}.</source>
        <translation>“{name}”目前有 {have} 个良品样本。</translation>
    </message>
    <message>
        <source>Collect at least {least} good parts with “This is good” or from a folder.</source>
        <translation>请用“这是良品”或从文件夹采集至少 {least} 个良品。</translation>
    </message>
    <message>
        <source>At least one good sample must stay: nothing was dropped.</source>
        <translation>至少要保留一个良品样本：未剔除任何样本。</translation>
    </message>
    <message>
        <source>Collect other good parts first, or copy a preset to begin a new product.</source>
        <translation>请先采集其他良品，或复制一个预设来新建产品。</translation>
    </message>
    <message>
        <source>There is no earlier version of the bank.</source>
        <translation>没有更早的特征库版本。</translation>
    </message>
    <message>
        <source>Undo goes back as far as the kept versions.</source>
        <translation>只能撤销到所保存的最早版本。</translation>
    </message>
    <message>
        <source>The settings that the earlier bank was learned with are in force again.</source>
        <translation>旧特征库学习时所用的设置已重新生效。</translation>
    </message>
    <message>
        <source>Learning was taken back, and with it the settings that need another bank.</source>
        <translation>学习已撤销，需要另一特征库的设置也随之撤销。</translation>
    </message>
    <message>
        <source>The bank {path} is damaged: {reason}</source>
        <translation>特征库 {path} 已损坏：{reason}</translation>
    </message>
    <message>
        <source>Nothing is inspected with it. Undo to an earlier version, or learn again from the stored samples.</source>
        <translation>不会用它进行检测。请撤销到更早的版本，或用保存的样本重新学习。</translation>
    </message>
    <message>
        <source>The bank {path} was made of other pictures than the samples of this product.</source>
        <translation>特征库 {path} 不是由本产品的样本图像生成的。</translation>
    </message>
    <message>
        <source>Nothing is inspected with it. Put this product&apos;s own bank back from a backup, or learn from a folder of good pictures.</source>
        <translation>不会用它进行检测。请从备份中恢复本产品自己的特征库，或从良品图像文件夹学习。</translation>
    </message>
    <message>
        <source>Which good samples of “{name}” were in use can no longer be read.</source>
        <translation>已无法读取“{name}”使用过哪些良品样本。</translation>
    </message>
    <message>
        <source>Those that were dropped must not come back. Undo to an earlier version, or learn from a folder of good pictures.</source>
        <translation>已剔除的样本不得恢复使用。请撤销到更早的版本，或从良品图片文件夹学习。</translation>
    </message>
    <message>
        <source>The known defect {number} cannot be used: {reason}</source>
        <translation>已知缺陷 {number} 无法使用：{reason}</translation>
    </message>
    <message>
        <source>Nothing is inspected without it. Remove it from the known defects, or put its files back from a backup.</source>
        <translation>缺少它时不进行任何检测。请将其从已知缺陷中移除，或从备份恢复其文件。</translation>
    </message>
    <message>
        <source>This very picture is known defect {number} already.</source>
        <translation>这张图像已经是已知缺陷 {number}。</translation>
    </message>
    <message>
        <source>Nothing was changed. To mark another place, draw a box around it first.</source>
        <translation>未作任何更改。要标记另一处，请先用方框框住它。</translation>
    </message>
    <message>
        <source>There is no known defect {number}.</source>
        <translation>没有已知缺陷 {number}。</translation>
    </message>
    <message>
        <source>Choose one that is listed.</source>
        <translation>请选择列表中的一项。</translation>
    </message>
    <message>
        <source>The bank was made with {bank}, but the station now uses {current}.</source>
        <translation>特征库由 {bank} 生成，而系统当前使用 {current}。</translation>
    </message>
    <message>
        <source>Learn again from the stored samples, or choose the earlier setting.</source>
        <translation>请用保存的样本重新学习，或恢复之前的设置。</translation>
    </message>
    <message>
        <source>There are no weights for {backbone} on this machine.</source>
        <translation>本机没有 {backbone} 的权重。</translation>
    </message>
    <message>
        <source>Download them with “spade-station weights download {backbone}”, import a file with “spade-station weights import FILE --as {backbone}”, or use the backbone “builtin”.</source>
        <translation>请用“spade-station weights download {backbone}”下载，用“spade-station weights import FILE --as {backbone}”导入文件，或使用主干网络“builtin”。</translation>
    </message>
    <message>
        <source>{path} does not hold weights for {backbone}: {reason}</source>
        <translation>{path} 不是 {backbone} 的权重：{reason}</translation>
    </message>
    <message>
        <source>Choose the state dict of torchvision&apos;s {backbone} (a .pth file).</source>
        <translation>请选择 torchvision {backbone} 的 state dict（.pth 文件）。</translation>
    </message>
    <message>
        <source>{path} is kept, but {used} stays in use for {backbone}: it has as many layers or more.</source>
        <translation>{path} 已保存，但 {backbone} 仍使用 {used}：它的层数与之相同或更多。</translation>
    </message>
    <message>
        <source>Take that file away to use the new one; what was learned with it has to be learned again then.</source>
        <translation>若要使用新文件，请移走那个文件；用它学习的内容届时须重新学习。</translation>
    </message>
    <message>
        <source>The weights could not be downloaded: {reason}</source>
        <translation>权重下载失败：{reason}</translation>
    </message>
    <message>
        <source>Check the network, or carry the file here and import it with “spade-station weights import”.</source>
        <translation>请检查网络连接，或将文件拷贝到本机后用“spade-station weights import”导入。</translation>
    </message>
    <message>
        <source>There is no backbone named “{backbone}”.</source>
        <translation>没有名为“{backbone}”的主干网络。</translation>
    </message>
    <message>
        <source>Known backbones: {known}.</source>
        <translation>可用的主干网络：{known}。</translation>
    </message>
    <message>
        <source>The device “{device}” is not on this machine.</source>
        <translation>本机没有设备“{device}”。</translation>
    </message>
    <message>
        <source>Use --device auto or --device cpu.</source>
        <translation>请使用 --device auto 或 --device cpu。</translation>
    </message>
    <message>
        <source>The runtime “{runtime}” cannot be used: {reason}</source>
        <translation>推理引擎“{runtime}”无法使用：{reason}</translation>
    </message>
    <message>
        <source>Choose “auto” or another one; “pip install spade-station[fast]” installs all of them.</source>
        <translation>请选择“自动”或其他引擎；“pip install spade-station[fast]”可全部安装。</translation>
    </message>
    <message>
        <source>“{backbone}” is no network: torch always computes it.</source>
        <translation>“{backbone}”不是神经网络：始终由 PyTorch 计算。</translation>
    </message>
    <message>
        <source>Runtimes differ once there are weights of a network.</source>
        <translation>有网络权重后，各推理引擎才有差别。</translation>
    </message>
    <message>
        <source>The station ended after “{name}” was learned and before its new settings were stored.</source>
        <translation>工作站在“{name}”学习完成之后、新参数保存之前中断。</translation>
    </message>
    <message>
        <source>They are in force again, as its good samples were learned with them.</source>
        <translation>这些参数现已重新生效：良品样本正是用它们学习的。</translation>
    </message>
    <message>
        <source>Another SPADE Station already works in {path}.</source>
        <translation>另一个 SPADE Station 正在使用 {path}。</translation>
    </message>
    <message>
        <source>Use that one, close it, or choose another --home.</source>
        <translation>请使用已打开的窗口，或将其关闭，或选择其他 --home。</translation>
    </message>
    <message>
        <source>{path} cannot be written to: {reason}</source>
        <translation>无法写入 {path}：{reason}</translation>
    </message>
    <message>
        <source>Correct the rights of the folder, or choose another.</source>
        <translation>请修正该文件夹的权限，或选择其他文件夹。</translation>
    </message>
    <message>
        <source>{path} cannot be written to: files may not be so large.</source>
        <translation>无法写入 {path}：此处不允许这么大的文件。</translation>
    </message>
    <message>
        <source>Choose a folder on another disk, or lift the limit.</source>
        <translation>请选择其他磁盘上的文件夹，或放宽限制。</translation>
    </message>
    <message>
        <source>The disk is full: {path} could not be stored.</source>
        <translation>磁盘已满：无法保存 {path}。</translation>
    </message>
    <message>
        <source>Free some space; what was stored before is safe. Then try again.</source>
        <translation>请释放磁盘空间后重试；之前保存的内容是安全的。</translation>
    </message>
    <message>
        <source>The station is still getting ready.</source>
        <translation>系统仍在准备中。</translation>
    </message>
    <message>
        <source>Inspection begins by itself; a running job comes first.</source>
        <translation>检测会自动开始；正在运行的任务优先。</translation>
    </message>
    <message>
        <source>No picture has come for {seconds} s.</source>
        <translation>已有 {seconds} 秒没有收到图像。</translation>
    </message>
    <message>
        <source>Check the source; inspection goes on with the next one.</source>
        <translation>请检查图像来源；收到下一张后自动继续检测。</translation>
    </message>
    <message>
        <source>This picture has taken {seconds} s so far.</source>
        <translation>这张图像的检测已用时 {seconds} 秒，尚未完成。</translation>
    </message>
    <message>
        <source>Wait; if it does not come to an end, close the station and start it again.</source>
        <translation>请稍候；若一直没有结果，请关闭本站并重新启动。</translation>
    </message>
    <message>
        <source>The source has come to its end.</source>
        <translation>图像来源已播放完毕。</translation>
    </message>
    <message>
        <source>Press Start to begin again, or choose another source.</source>
        <translation>请按“启动”重新开始，或选择其他图像来源。</translation>
    </message>
    <message>
        <source>A fault inside the program: {reason}</source>
        <translation>程序内部故障：{reason}</translation>
    </message>
    <message>
        <source>Parts are not inspected until it works again. Please report the log file.</source>
        <translation>恢复正常之前不进行检测。请提交日志文件。</translation>
    </message>
    <message>
        <source>Cancelled.</source>
        <translation>已取消。</translation>
    </message>
    <message>
        <source>Nothing was changed.</source>
        <translation>未做任何更改。</translation>
    </message>
    <message>
        <source>Good sample {number} cannot be learned: {reason}</source>
        <translation>无法学习良品样本 {number}：{reason}</translation>
    </message>
    <message>
        <source>Drop that sample, or change the settings under Imaging.</source>
        <translation>请剔除该样本，或更改“成像”页的参数。</translation>
    </message>
    <message>
        <source>The kept good sample {number} cannot be used: {reason}</source>
        <translation>保存的良品样本 {number} 无法使用：{reason}</translation>
    </message>
    <message>
        <source>Nothing is learned with it. Drop it from the good samples in the window, or put its files back from a backup.</source>
        <translation>含有它时不会进行学习。请在窗口的良品样本中将其剔除，或从备份中恢复其文件。</translation>
    </message>
    <message>
        <source>{path} is not the picture that was kept.</source>
        <translation>{path} 不是当初保存的图像。</translation>
    </message>
    <message>
        <source>Put the picture back from a backup.</source>
        <translation>请从备份中恢复该图像。</translation>
    </message>
    <message>
        <source>The others were learned.</source>
        <translation>其余图像已学习。</translation>
    </message>
    <message>
        <source>Pictures of no use: {count} ({names}): {reason}</source>
        <translation>有 {count} 张图像无法使用（{names}）：{reason}</translation>
    </message>
    <message>
        <source>Nothing was learned. Mend these pictures or take them away, and learn again.</source>
        <translation>未学习任何图像。请修复或移走这些图像，然后重新学习。</translation>
    </message>
    <message>
        <source>It is the same picture as another one, byte for byte.</source>
        <translation>它与另一张图像逐字节完全相同。</translation>
    </message>
    <message>
        <source>Each picture is learned once.</source>
        <translation>每张图像只学习一次。</translation>
    </message>
    <message>
        <source>Each picture is learned once: learned twice, it would make the limit too strict for new parts.</source>
        <translation>每张图像只学习一次：若学习两次，限值对新工件会过于严格。</translation>
    </message>
    <message>
        <source>Only {have} of {count} good pictures differ; the others are copies of them.</source>
        <translation>{count} 张良品图像中只有 {have} 张各不相同，其余均为其副本。</translation>
    </message>
    <message>
        <source>Take pictures of at least {least} different good parts.</source>
        <translation>请拍摄至少 {least} 个不同的良品。</translation>
    </message>
    <message>
        <source>“{name}” was left before it was done: nothing was taken.</source>
        <translation>在完成之前已离开“{name}”：没有取用任何图像。</translation>
    </message>
    <message>
        <source>Choose that product again, and take it once more.</source>
        <translation>请重新选择该产品，再取一次。</translation>
    </message>
    <message>
        <source>The reference picture {name} cannot be used: {reason}</source>
        <translation>参考图像 {name} 无法使用：{reason}</translation>
    </message>
    <message>
        <source>Take a new reference under Imaging, or remove it.</source>
        <translation>请在“成像”页重新采集参考图像，或将其移除。</translation>
    </message>
    <message>
        <source>The reference for alignment shows nothing distinctive.</source>
        <translation>对齐参考中没有明显特征。</translation>
    </message>
    <message>
        <source>Draw the feature around something distinct, or choose another reference picture.</source>
        <translation>请将定位特征框画在明显的特征上，或选择其他参考图像。</translation>
    </message>
    <message>
        <source>The reference for alignment is less than {least} pixels wide or high.</source>
        <translation>对齐参考的宽或高不足 {least} 像素。</translation>
    </message>
    <message>
        <source>Draw a larger feature.</source>
        <translation>请框选更大的特征。</translation>
    </message>
    <message>
        <source>The reference for alignment is too thin to be found in all that is searched.</source>
        <translation>对齐参考过窄，无法在整个搜索范围内找到。</translation>
    </message>
    <message>
        <source>Draw a larger feature, or search a smaller range.</source>
        <translation>请框选更大的特征，或缩小搜索范围。</translation>
    </message>
    <message>
        <source>There is more than one way in which the reference for alignment fits itself.</source>
        <translation>对齐参考与自身有多种重合方式，无法确定唯一位置。</translation>
    </message>
    <message>
        <source>Draw the feature around what is there only once, or search a smaller range.</source>
        <translation>请框选只出现一次的特征，或缩小搜索范围。</translation>
    </message>
    <message>
        <source>The white reference shows more than an even surface.</source>
        <translation>白场参考图像中除均匀表面外还有其他内容。</translation>
    </message>
    <message>
        <source>Fill the picture with plain white paper, out of focus and without a shadow.</source>
        <translation>请用离焦的纯白纸充满画面，且不要有阴影。</translation>
    </message>
    <message>
        <source>The white reference is overexposed.</source>
        <translation>白场参考图像过曝。</translation>
    </message>
    <message>
        <source>Expose less, so that plain white paper is light grey everywhere.</source>
        <translation>请减少曝光，使纯白纸处处呈浅灰色。</translation>
    </message>
    <message>
        <source>The white reference is too dark.</source>
        <translation>白场参考图像过暗。</translation>
    </message>
    <message>
        <source>Expose more, so that plain white paper is light grey everywhere.</source>
        <translation>请增加曝光，使纯白纸处处呈浅灰色。</translation>
    </message>
    <message>
        <source>Some of the white reference is more than {times} times darker than the rest.</source>
        <translation>白场参考图像中有区域的亮度不到其余部分的 {times} 分之一。</translation>
    </message>
    <message>
        <source>Fill the picture with plain white paper, and spread the light more evenly.</source>
        <translation>请用纯白纸充满画面，并使光照更均匀。</translation>
    </message>
    <message>
        <source>The dark reference is not dark.</source>
        <translation>暗场参考图像不够暗。</translation>
    </message>
    <message>
        <source>Cover the lens for the dark reference.</source>
        <translation>采集暗场参考图像时请遮住镜头。</translation>
    </message>
    <message>
        <source>The dark reference has another size than the white reference.</source>
        <translation>暗场参考图像与白场参考图像的尺寸不同。</translation>
    </message>
    <message>
        <source>Take both with the same resolution of the camera.</source>
        <translation>请用相机的同一分辨率采集两者。</translation>
    </message>
    <message>
        <source>The picture ({width}×{height}) has another size than the good samples ({other_width}×{other_height}).</source>
        <translation>图像（{width}×{height}）的尺寸与良品样本（{other_width}×{other_height}）不同。</translation>
    </message>
    <message>
        <source>It cannot correct them. Set the camera&apos;s resolution back and take it again, or copy the product and collect new samples.</source>
        <translation>无法用它校正样本。请恢复相机分辨率后重新拍摄，或复制该产品并采集新的样本。</translation>
    </message>
    <message>
        <source>The picture ({width}×{height}) has another size than those of the camera ({other_width}×{other_height}).</source>
        <translation>该图像（{width}×{height}）的尺寸与相机当前图像（{other_width}×{other_height}）不同。</translation>
    </message>
    <message>
        <source>It cannot correct them. Go back to the live picture and take it from there.</source>
        <translation>无法用它校正相机图像。请回到实时画面，再从中拍摄。</translation>
    </message>
    <message>
        <source>The line is only {pixels} pixels long.</source>
        <translation>该线段仅长 {pixels} 像素。</translation>
    </message>
    <message>
        <source>Draw it along a longer distance that you know: at least {least} pixels.</source>
        <translation>请沿一段更长的已知距离绘制：至少 {least} 像素。</translation>
    </message>
    <message>
        <source>No checkerboard is seen in the picture.</source>
        <translation>图像中未找到棋盘格。</translation>
    </message>
    <message>
        <source>Lay a board of at least 5×5 squares flat where the parts lie, all of it in view and in focus; or draw a line of known length.</source>
        <translation>请将至少 5×5 格的棋盘格平放在工件所在位置，使其完整可见且对焦清晰；或绘制已知长度的线段。</translation>
    </message>
    <message>
        <source>{mm_per_px} mm per pixel is no scale of a camera.</source>
        <translation>每像素 {mm_per_px} mm 不是有效的相机比例尺。</translation>
    </message>
    <message>
        <source>Give the true length in millimetres, above zero.</source>
        <translation>请输入大于零的实际长度（毫米）。</translation>
    </message>
    <message>
        <source>The views of the part {part} differ in size: {sizes}.</source>
        <translation>工件 {part} 的各视图尺寸不同：{sizes}。</translation>
    </message>
    <message>
        <source>Take all views of a part with the same picture size.</source>
        <translation>请以相同的图像尺寸采集工件的所有视图。</translation>
    </message>
    <message>
        <source>The picture ({width}×{height}) does not show {count} views side by side.</source>
        <translation>图像（{width}×{height}）不是并排的 {count} 个视图。</translation>
    </message>
    <message>
        <source>Check how many views of a part the product has, and what the source sends.</source>
        <translation>请检查该产品的每件视图数，以及图像来源送来的内容。</translation>
    </message>
    <message>
        <source>Pictures left out: {count}, {first} first: {reason}</source>
        <translation>有 {count} 张图像未被采用，首张为 {first}：{reason}</translation>
    </message>
    <message>
        <source>Pictures left out: {count}, {first} first: each is the same as another one, byte for byte.</source>
        <translation>{count} 张图像未学习（首张为 {first}）：它们与其他图像逐字节完全相同。</translation>
    </message>
    <message>
        <source>The part “{part}” has not {count} pictures but {have}: {files}.</source>
        <translation>工件“{part}”有 {have} 张图像，应为 {count} 张：{files}。</translation>
    </message>
    <message>
        <source>Name the pictures PART_VIEW, such as part07_1.png and part07_2.png, with the same views of each part.</source>
        <translation>请按“工件_视图”命名图像，例如 part07_1.png 和 part07_2.png，且每个工件的视图相同。</translation>
    </message>
    <message>
        <source>The part “{part}” has other views than the rest ({others}): {files}.</source>
        <translation>工件“{part}”的视图与其余工件（{others}）不同：{files}。</translation>
    </message>
    <message>
        <source>Give each view the same name in all parts.</source>
        <translation>请在所有工件中为同一视图使用相同的名称。</translation>
    </message>
    <message>
        <source>Only {have} of {count} views of a part have come.</source>
        <translation>工件的 {count} 个视图中仅收到 {have} 个。</translation>
    </message>
    <message>
        <source>The part is not inspected. Check the trigger and that it gives {count} pictures of each part.</source>
        <translation>该工件未检测。请检查触发，并确认每个工件送来 {count} 张图像。</translation>
    </message>
    <message>
        <source>{name} is a strip of only {width} pixels.</source>
        <translation>条带 {name} 仅宽 {width} 像素。</translation>
    </message>
    <message>
        <source>A web needs at least {least} pixels across.</source>
        <translation>卷材的横向至少需要 {least} 像素。</translation>
    </message>
    <message>
        <source>{name} is {width} pixels wide; the web before it has {expected}.</source>
        <translation>{name} 宽 {width} 像素；此前的卷材宽 {expected} 像素。</translation>
    </message>
    <message>
        <source>It was left out, and the web begins anew after it. Keep one width for a web.</source>
        <translation>该条带未被采用，之后的卷材重新开始。同一卷材请保持宽度一致。</translation>
    </message>
    <message>
        <source>Strips of the web were lost before {name}: {count}.</source>
        <translation>{name} 之前丢失的卷材条带数：{count}。</translation>
    </message>
    <message>
        <source>What they showed was not inspected, and positions from here on are further than they say. Slow down, or let the camera send larger strips.</source>
        <translation>丢失部分未检测，此后的实际位置比显示值更靠后。请降低速度，或让相机送出更大的条带。</translation>
    </message>
    <message>
        <source>Strips are missing in the folder before {name}: {count}.</source>
        <translation>文件夹中 {name} 之前缺少 {count} 条图像条带。</translation>
    </message>
    <message>
        <source>What they showed was not inspected; positions go on as if they were as high as their neighbours. Put the files back and inspect the web again.</source>
        <translation>这些条带所示的部分未检测；后续位置按缺失条带与相邻条带同高推算。请放回这些文件，并重新检测该卷材。</translation>
    </message>
    <message>
        <source>A piece of web has only {lines} lines; a picture has {length}.</source>
        <translation>一段卷材仅有 {lines} 行；每幅图像需要 {length} 行。</translation>
    </message>
    <message>
        <source>It was not inspected. Use a longer web, or fewer lines per picture.</source>
        <translation>该段未检测。请使用更长的卷材，或减少每幅图像的行数。</translation>
    </message>
    <message>
        <source>The part moves.</source>
        <translation>工件正在移动。</translation>
    </message>
    <message>
        <source>It is inspected as soon as it stands still.</source>
        <translation>静止后立即检测。</translation>
    </message>
    <message>
        <source>There is no part.</source>
        <translation>没有工件。</translation>
    </message>
    <message>
        <source>The next one is inspected as soon as it stands still.</source>
        <translation>下一个工件静止后立即检测。</translation>
    </message>
    <message>
        <source>The part is being inspected.</source>
        <translation>正在检测该工件。</translation>
    </message>
    <message>
        <source>Its verdict comes next.</source>
        <translation>随后给出判定结果。</translation>
    </message>
    <message>
        <source>Parts that left before they could be inspected: {count}.</source>
        <translation>未及检测就已离开的工件：{count} 个。</translation>
    </message>
    <message>
        <source>They count as not inspected. Slow the line down, or let a verdict take less time. Take a picture of the empty place under Imaging, or it may be taken for a part.</source>
        <translation>它们计为“未检测”。请降低产线速度，或缩短判定时间。请在“成像”页拍摄空工位图像，否则空工位可能被当作工件。</translation>
    </message>
    <message>
        <source>The picture ({width}×{height}) has another size than the white reference ({white_width}×{white_height}).</source>
        <translation>图像（{width}×{height}）与白场参考图像（{white_width}×{white_height}）的尺寸不同。</translation>
    </message>
    <message>
        <source>Take new references with this camera, or set its resolution back.</source>
        <translation>请用此相机重新采集参考图像，或恢复其分辨率。</translation>
    </message>
    <message>
        <source>{share} % of the part lies in glare, more than {most} %.</source>
        <translation>工件有 {share} % 处于反光中，超过 {most} %。</translation>
    </message>
    <message>
        <source>Turn or soften the lamp, expose less, or allow more under “Most glare”.</source>
        <translation>请调整或柔化光源，减少曝光，或增大“最大反光比例”。</translation>
    </message>
    <message>
        <source>No part like the reference is in position (likeness {quality} %, at least {least} %).</source>
        <translation>未找到与参考图像相似的工件（相似度 {quality} %，至少需 {least} %）。</translation>
    </message>
    <message>
        <source>Put the part in place, check that it is the right product, and the light.</source>
        <translation>请将工件放到位，并检查产品是否正确以及光照情况。</translation>
    </message>
    <message>
        <source>The part lies {across} px, {down} px and {turn}° off the reference.</source>
        <translation>工件相对参考图像偏移 {across}、{down} 像素，旋转 {turn}°。</translation>
    </message>
    <message>
        <source>Put it in place, or allow more shift or turn.</source>
        <translation>请将其放到位，或允许更大的偏移或旋转。</translation>
    </message>
    <message>
        <source>The part fits the reference in more than one way.</source>
        <translation>工件与参考图像有不止一种对齐方式。</translation>
    </message>
    <message>
        <source>Draw the feature around something that is there only once, or allow less turn.</source>
        <translation>请将定位特征框画在唯一的特征上，或减小允许的旋转。</translation>
    </message>
    <message>
        <source>The part is cut off by the edge of the picture.</source>
        <translation>工件被图像边缘截断。</translation>
    </message>
    <message>
        <source>Put all of it in the camera&apos;s view.</source>
        <translation>请将其完整放入相机视野。</translation>
    </message>
    <message>
        <source>There is no part before the background.</source>
        <translation>背景上没有工件。</translation>
    </message>
    <message>
        <source>Put a part in; the background has to be plain and differ from it.</source>
        <translation>请放入工件；背景须单一且与工件有明显差异。</translation>
    </message>
    <message>
        <source>There are {count} parts in the picture.</source>
        <translation>图像中有 {count} 个工件。</translation>
    </message>
    <message>
        <source>Put in one part at a time.</source>
        <translation>请一次只放入一个工件。</translation>
    </message>
    <message>
        <source>{share} % of the part lies outside the camera&apos;s view, more than {most} %.</source>
        <translation>工件有 {share} % 位于相机视野之外，超过 {most} %。</translation>
    </message>
    <message>
        <source>Put all of the part in view, or draw zones around what has to be judged.</source>
        <translation>请将工件完整放入视野，或用区域框出需要判定的部分。</translation>
    </message>
    <message>
        <source>{share} % of what is to be judged could not be judged: it lies in glare or out of view, or too close to such a place.</source>
        <translation>需要判定的部分有 {share} % 无法判定：位于反光中、视野之外，或离这些地方太近。</translation>
    </message>
    <message>
        <source>Put all of the part in view, remove the glare, or give the finer layers more weight: they judge closer to such places.</source>
        <translation>请将工件完整放入视野，消除反光，或增大较细层的权重：它们能判定离这些地方更近的部位。</translation>
    </message>
    <message>
        <source>{share} % of an include zone could not be judged: it lies in glare or out of view, or too close to such a place.</source>
        <translation>某个包含区域有 {share} % 无法判定：位于反光中、视野之外，或离这些地方太近。</translation>
    </message>
    <message>
        <source>Keep glare and the edge of the picture away from the zone, enlarge it, or give the finer layers more weight.</source>
        <translation>请让该区域远离反光和图像边缘，放大该区域，或增大较细层的权重。</translation>
    </message>
    <message>
        <source>The zones leave nothing of the picture to be judged.</source>
        <translation>按当前区域，图像中没有可判定的部分。</translation>
    </message>
    <message>
        <source>Make an exclude zone smaller, or draw an include zone where the part lies.</source>
        <translation>请缩小排除区域，或在工件所在位置绘制包含区域。</translation>
    </message>
    <message>
        <source>The file of the station&apos;s settings is damaged: {reason}</source>
        <translation>系统的设置文件已损坏：{reason}</translation>
    </message>
    <message>
        <source>The station begins with default settings: choose product and source again. Products are as they were, and the damaged file is kept as {path}.</source>
        <translation>系统以默认设置启动：请重新选择产品和图像来源。各产品未受影响，损坏的文件已保留为 {path}。</translation>
    </message>
    <message>
        <source>{count} good parts were gathered but not learned when the station was closed.</source>
        <translation>系统关闭时，有 {count} 个已采集的良品尚未学习。</translation>
    </message>
    <message>
        <source>They are learned now.</source>
        <translation>现在开始学习。</translation>
    </message>
    <message>
        <source>{count} good parts that were gathered before the station was closed cannot be learned: {reason}</source>
        <translation>系统关闭前采集的 {count} 个良品无法学习：{reason}</translation>
    </message>
    <message>
        <source>They wait in {path}, and it is tried again when the product is opened. Put right what is said, or delete that folder.</source>
        <translation>它们保存在 {path} 中，下次打开该产品时会再次尝试。请按提示排除问题，或删除该文件夹。</translation>
    </message>
</context>
<context>
    <name>jobs</name>
    <message>
        <source>Learning from good pictures</source>
        <translation>正在学习良品图像</translation>
    </message>
    <message>
        <source>Learning again from the kept samples</source>
        <translation>正在用保存的样本重新学习</translation>
    </message>
    <message>
        <source>Comparing good parts with the known defects</source>
        <translation>正在将良品与已知缺陷进行比较</translation>
    </message>
    <message>
        <source>Importing weights</source>
        <translation>正在导入权重</translation>
    </message>
    <message>
        <source>Measuring what computes the network fastest</source>
        <translation>正在测量哪个引擎计算网络最快</translation>
    </message>
    <message>
        <source>Downloading weights for {backbone}</source>
        <translation>正在下载 {backbone} 的权重</translation>
    </message>
    <message>
        <source>Gathering good parts from the line</source>
        <translation>正在从产线采集良品</translation>
    </message>
    <message>
        <source>Evaluating {dataset} with {preset}</source>
        <translation>正在用 {preset} 评估 {dataset}</translation>
    </message>
</context>
<context>
    <name>keys</name>
    <message>
        <source>Show this list of keys</source>
        <translation>显示快捷键列表</translation>
    </message>
    <message>
        <source>Page Inspect</source>
        <translation>检测页</translation>
    </message>
    <message>
        <source>Page Teach</source>
        <translation>示教页</translation>
    </message>
    <message>
        <source>Page Station</source>
        <translation>工位页</translation>
    </message>
    <message>
        <source>Start the line</source>
        <translation>启动产线</translation>
    </message>
    <message>
        <source>Stop the line</source>
        <translation>停止产线</translation>
    </message>
    <message>
        <source>Take one picture while stopped</source>
        <translation>停止状态下采集一张图像</translation>
    </message>
    <message>
        <source>Dismiss the message</source>
        <translation>确认消息</translation>
    </message>
    <message>
        <source>Show the last NG picture</source>
        <translation>显示最近的不合格图像</translation>
    </message>
    <message>
        <source>Page Evaluate</source>
        <translation>评估页</translation>
    </message>
    <message>
        <source>Full screen and back</source>
        <translation>切换全屏</translation>
    </message>
    <message>
        <source>Page Imaging</source>
        <translation>成像页</translation>
    </message>
    <message>
        <source>Back to the live picture; never stops the line</source>
        <translation>返回实时画面；绝不会停止产线</translation>
    </message>
    <message>
        <source>Page Teach: the part on the screen is good</source>
        <translation>示教页：屏幕上的工件是良品</translation>
    </message>
    <message>
        <source>Page Teach: the part on the screen is a miss</source>
        <translation>示教页：屏幕上的工件是漏检</translation>
    </message>
    <message>
        <source>Pages Teach, Imaging: hold the picture, or follow the line</source>
        <translation>示教页、成像页：定格图像或跟随产线</translation>
    </message>
    <message>
        <source>Pages Teach, Imaging: undo the last setting or zone</source>
        <translation>示教页、成像页：撤销上一次参数或区域更改</translation>
    </message>
    <message>
        <source>Page Teach: undo the last learning or known defect</source>
        <translation>示教页：撤销上一次学习或已知缺陷标记</translation>
    </message>
</context>
<context>
    <name>notices</name>
    <message>
        <source>Known defects that pass from now on: {numbers}.</source>
        <translation>从现在起会被放过的已知缺陷：{numbers}。</translation>
    </message>
    <message>
        <source>Known defect {number} still passes: it looks too much like good parts, or a zone or another setting lets it pass.</source>
        <translation>已知缺陷 {number} 仍会被放过：它与良品过于相似，或者某个区域或其他设置放过了它。</translation>
    </message>
    <message>
        <source>Look at the zones. Else mark the defect by a box around it alone, or look closer: a larger input size.</source>
        <translation>请检查区域。否则请只用方框框住缺陷本身，或用更大的输入尺寸看得更细。</translation>
    </message>
    <message>
        <source>Good parts look like them now, a zone hides them, or the limit or another setting was changed. If that is a mistake, undo it; otherwise remove these known defects.</source>
        <translation>现在有良品与它们相似，或者某个区域遮住了它们，或者限值或其他设置被更改了。如果这是误操作，请撤销；否则请移除这些已知缺陷。</translation>
    </message>
    <message>
        <source>Known defect {number}: {like_good} of its {patches} patches look like good parts and do not count.</source>
        <translation>已知缺陷 {number}：其 {patches} 个图块中有 {like_good} 个与良品相似，不计入。</translation>
    </message>
    <message>
        <source>Known defect {number} was added.</source>
        <translation>已添加已知缺陷 {number}。</translation>
    </message>
    <message>
        <source>Known defect {number} was taken back.</source>
        <translation>已撤销已知缺陷 {number}。</translation>
    </message>
    <message>
        <source>Known defect {number} is there again.</source>
        <translation>已恢复已知缺陷 {number}。</translation>
    </message>
    <message>
        <source>Saved {path}.</source>
        <translation>已保存 {path}。</translation>
    </message>
    <message>
        <source>This part looks defective: its score is {score} × the limit.</source>
        <translation>该工件看起来有缺陷：得分为限值的 {score} 倍。</translation>
    </message>
    <message>
        <source>If it is good, press “This is good” again to add it anyway.</source>
        <translation>如果它确实是良品，请再次按“这是良品”将其加入。</translation>
    </message>
    <message>
        <source>This part shows a known defect: {numbers}.</source>
        <translation>该工件上有已知缺陷：{numbers}。</translation>
    </message>
    <message>
        <source>If it is good, press “This is good” again to add it anyway; what looks like it passes then.</source>
        <translation>如果它确实是良品，请再次按“这是良品”将其加入；此后与其相似的工件会被放过。</translation>
    </message>
    <message>
        <source>Gathered parts that look defective and were left out: {count} of {total}.</source>
        <translation>采集的 {total} 个工件中有 {count} 个看起来有缺陷，未加入。</translation>
    </message>
    <message>
        <source>If one of them is good, press “This is good” on it to add it.</source>
        <translation>如果其中有良品，请对该工件按“这是良品”将其加入。</translation>
    </message>
    <message>
        <source>A part of “{name}” looks defective and was not learned.</source>
        <translation>“{name}”的一个工件看起来有缺陷，未学习。</translation>
    </message>
    <message>
        <source>If it is good, choose “{name}” and press “This is good” on it again.</source>
        <translation>如果它确实是良品，请选择“{name}”，并对该工件再次按“这是良品”。</translation>
    </message>
    <message>
        <source>Gathered parts of “{name}” that look defective and were left out: {count} of {total}.</source>
        <translation>为“{name}”采集的 {total} 个工件中有 {count} 个看起来有缺陷，未加入。</translation>
    </message>
    <message>
        <source>If one of them is good, choose “{name}” and press “This is good” on it.</source>
        <translation>如果其中有良品，请选择“{name}”，并对该工件按“这是良品”将其加入。</translation>
    </message>
    <message>
        <source>The samples cover this picture already; it was not added.</source>
        <translation>现有样本已涵盖此图片，未加入。</translation>
    </message>
    <message>
        <source>Show the station other good parts: they teach it more.</source>
        <translation>请给工作站看其他良品，它能从中学到更多。</translation>
    </message>
    <message>
        <source>A pixel of the camera is {mm} mm.</source>
        <translation>相机每像素对应 {mm} mm。</translation>
    </message>
    <message>
        <source>It holds as long as camera and lens stay as they are.</source>
        <translation>相机和镜头保持不变时一直有效。</translation>
    </message>
    <message>
        <source>The scale differs by {percent} % from one side to another.</source>
        <translation>画面两侧的比例尺相差 {percent} %。</translation>
    </message>
    <message>
        <source>Let the camera look straight onto the parts, then measure once more.</source>
        <translation>请使相机正对工件，然后重新测量。</translation>
    </message>
    <message>
        <source>The light has moved by {percent} % from the good samples.</source>
        <translation>光照与良品样本相比已漂移 {percent} %。</translation>
    </message>
    <message>
        <source>Check lamp, exposure and white balance before verdicts suffer, or collect new samples.</source>
        <translation>请在影响判定之前检查光源、曝光和白平衡，或重新采集样本。</translation>
    </message>
    <message>
        <source>A pixel of the camera is {mm} mm, {wanted} mm are wanted.</source>
        <translation>相机每像素对应 {mm} mm，要求为 {wanted} mm。</translation>
    </message>
    <message>
        <source>Go nearer, or take a camera or a lens that shows more.</source>
        <translation>请靠近工件，或换用分辨率更高的相机或镜头。</translation>
    </message>
</context>
<context>
    <name>reasons</name>
    <message>
        <source>it is missing</source>
        <translation>文件缺失</translation>
    </message>
    <message>
        <source>it was altered after it was stored</source>
        <translation>保存之后被改动过</translation>
    </message>
    <message>
        <source>it names no version</source>
        <translation>其中没有写明版本</translation>
    </message>
    <message>
        <source>it says that it is version {told}, not {version}</source>
        <translation>其中写明为第 {told} 版，而不是第 {version} 版</translation>
    </message>
    <message>
        <source>it lists other samples than the version that it names</source>
        <translation>其中列出的样本与它所指版本的样本不一致</translation>
    </message>
    <message>
        <source>its layers do not fit</source>
        <translation>其中的层不匹配</translation>
    </message>
    <message>
        <source>its samples do not fit one another</source>
        <translation>其中的样本互不匹配</translation>
    </message>
    <message>
        <source>what its samples show does not fit</source>
        <translation>样本所示范围不匹配</translation>
    </message>
    <message>
        <source>its note is lost.</source>
        <translation>其说明文件已丢失。</translation>
    </message>
    <message>
        <source>this is no name of a reference picture.</source>
        <translation>这不是参考图像的名称。</translation>
    </message>
    <message>
        <source>it has the format {schema}, this station reads {known}</source>
        <translation>格式版本为 {schema}，本工位只能读取 {known}</translation>
    </message>
    <message>
        <source>{name} is not in the manifest</source>
        <translation>清单中没有 {name}</translation>
    </message>
    <message>
        <source>it holds no settings</source>
        <translation>其中没有设置</translation>
    </message>
    <message>
        <source>its reference picture {name} is none</source>
        <translation>参考图像 {name} 不是图像</translation>
    </message>
    <message>
        <source>the arrays of {name} do not fit one another</source>
        <translation>{name} 的数组互不匹配</translation>
    </message>
    <message>
        <source>with CUDA only torch computes</source>
        <translation>使用 CUDA 时只能由 torch 计算</translation>
    </message>
    <message>
        <source>this processor does not compute in bfloat16</source>
        <translation>此处理器不支持 bfloat16 计算</translation>
    </message>
    <message>
        <source>the export ended early</source>
        <translation>导出提前结束</translation>
    </message>
    <message>
        <source>the package {package} is not installed</source>
        <translation>未安装软件包 {package}</translation>
    </message>
    <message>
        <source>{url} is no web address</source>
        <translation>{url} 不是网址</translation>
    </message>
    <message>
        <source>{url} does not state a checksum</source>
        <translation>{url} 没有写明校验和</translation>
    </message>
    <message>
        <source>the connection ended after {done} of {total} bytes</source>
        <translation>连接在传输 {done} / {total} 字节后中断</translation>
    </message>
    <message>
        <source>the server answers {code} {text}</source>
        <translation>服务器返回 {code} {text}</translation>
    </message>
    <message>
        <source>it cannot be read ({told})</source>
        <translation>无法读取（{told}）</translation>
    </message>
    <message>
        <source>it holds code, which is never run, or is no file of torch.save</source>
        <translation>其中含有代码（绝不会被执行），或不是由 torch.save 保存的文件</translation>
    </message>
    <message>
        <source>it is damaged or no file of torch.save</source>
        <translation>文件已损坏，或不是由 torch.save 保存的文件</translation>
    </message>
    <message>
        <source>it is empty</source>
        <translation>文件为空</translation>
    </message>
    <message>
        <source>it was packed again after torch.save</source>
        <translation>torch.save 保存之后又被重新打包</translation>
    </message>
    <message>
        <source>it is damaged (wrong checksum of {name})</source>
        <translation>文件已损坏（{name} 的校验和不符）</translation>
    </message>
    <message>
        <source>it is damaged (its checksum is {sha256})</source>
        <translation>文件已损坏（其校验和为 {sha256}）</translation>
    </message>
    <message>
        <source>the checksum is {sha256} instead of {stated}</source>
        <translation>校验和为 {sha256}，而不是 {stated}</translation>
    </message>
    <message>
        <source>it was changed in the meantime</source>
        <translation>文件在此期间被改动过</translation>
    </message>
    <message>
        <source>it is no state dict</source>
        <translation>不是 state dict</translation>
    </message>
    <message>
        <source>none of the layers is in the file</source>
        <translation>文件中没有任何一层</translation>
    </message>
    <message>
        <source>it lacks {names}</source>
        <translation>缺少 {names}</translation>
    </message>
    <message>
        <source>it lacks {lacking} but has {deeper}</source>
        <translation>缺少 {lacking}，却有 {deeper}</translation>
    </message>
    <message>
        <source>it has {names} too many</source>
        <translation>多出 {names}</translation>
    </message>
    <message>
        <source>{name} is {found} instead of {wanted}</source>
        <translation>{name} 为 {found}，而不是 {wanted}</translation>
    </message>
    <message>
        <source>a single number</source>
        <translation>单个数值</translation>
    </message>
    <message>
        <source>{name} holds no floating point numbers</source>
        <translation>{name} 中不是浮点数</translation>
    </message>
    <message>
        <source>{name} has values that are not finite</source>
        <translation>{name} 中有非有限的数值</translation>
    </message>
    <message>
        <source>{name} has values below zero</source>
        <translation>{name} 中有小于零的数值</translation>
    </message>
    <message>
        <source>{name} is nothing but zeros</source>
        <translation>{name} 全部为零</translation>
    </message>
    <message>
        <source>{layer} of a picture has values that are not finite</source>
        <translation>图像的 {layer} 中有非有限的数值</translation>
    </message>
    <message>
        <source>{layer} is the same for different pictures</source>
        <translation>对不同的图像，{layer} 完全相同</translation>
    </message>
    <message>
        <source>{named} and {more} more</source>
        <translation>{named} 等，另有 {more} 项</translation>
    </message>
    <message>
        <source>{one}; {other}</source>
        <translation>{one}；{other}</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>没有这项设置</translation>
    </message>
    <message>
        <source>it is not written in UTF-8</source>
        <translation>不是 UTF-8 编码</translation>
    </message>
    <message>
        <source>line {line}, column {column} is not as JSON wants it</source>
        <translation>第 {line} 行第 {column} 列不符合 JSON 格式</translation>
    </message>
    <message>
        <source>{place} may be {le} at most</source>
        <translation>{place} 最大为 {le}</translation>
    </message>
    <message>
        <source>{place} has to be {ge} at least</source>
        <translation>{place} 最小为 {ge}</translation>
    </message>
    <message>
        <source>{place} has to be less than {lt}</source>
        <translation>{place} 必须小于 {lt}</translation>
    </message>
    <message>
        <source>{place} has to be more than {gt}</source>
        <translation>{place} 必须大于 {gt}</translation>
    </message>
    <message>
        <source>{place} is missing</source>
        <translation>缺少 {place}</translation>
    </message>
    <message>
        <source>{place} is unknown</source>
        <translation>{place} 不是已知的设置</translation>
    </message>
    <message>
        <source>Permission denied</source>
        <translation>没有权限</translation>
    </message>
    <message>
        <source>Operation not permitted</source>
        <translation>不允许此操作</translation>
    </message>
    <message>
        <source>Read-only file system</source>
        <translation>文件系统是只读的</translation>
    </message>
    <message>
        <source>No such file or directory</source>
        <translation>文件或文件夹不存在</translation>
    </message>
    <message>
        <source>Not a directory</source>
        <translation>不是文件夹</translation>
    </message>
    <message>
        <source>Is a directory</source>
        <translation>是一个文件夹</translation>
    </message>
    <message>
        <source>File name too long</source>
        <translation>文件名太长</translation>
    </message>
    <message>
        <source>Input/output error</source>
        <translation>读写出错（输入/输出错误）</translation>
    </message>
    <message>
        <source>{place} has to be one of {expected}</source>
        <translation>{place} 只能是以下之一：{expected}</translation>
    </message>
    <message>
        <source>at least one layer has to have a weight above zero</source>
        <translation>至少要有一层的权重大于零</translation>
    </message>
    <message>
        <source>the zone lies outside the picture</source>
        <translation>该区域位于图像之外</translation>
    </message>
    <message>
        <source>a polygon has at least three points, another zone two corners</source>
        <translation>多边形至少要有三个点，其他区域要有两个角点</translation>
    </message>
    <message>
        <source>the zone is empty</source>
        <translation>该区域为空</translation>
    </message>
    <message>
        <source>at most {most} zones</source>
        <translation>最多 {most} 个区域</translation>
    </message>
    <message>
        <source>the feature is empty</source>
        <translation>特征框为空</translation>
    </message>
    <message>
        <source>the feature reaches beyond the picture</source>
        <translation>特征框超出了图像</translation>
    </message>
    <message>
        <source>a picture of a web has to have {least} lines at least</source>
        <translation>卷材的一幅图像至少要有 {least} 行</translation>
    </message>
    <message>
        <source>the overlap has to have fewer lines than a picture</source>
        <translation>重叠的行数必须少于一幅图像的行数</translation>
    </message>
    <message>
        <source>{place} has to be a multiple of {multiple_of}</source>
        <translation>{place} 必须是 {multiple_of} 的倍数</translation>
    </message>
    <message>
        <source>{place} has to be a number</source>
        <translation>{place} 必须是数字</translation>
    </message>
    <message>
        <source>{place} has to be true or false</source>
        <translation>{place} 只能是 true 或 false</translation>
    </message>
    <message>
        <source>{place}: {told}</source>
        <translation>{place}：{told}</translation>
    </message>
</context>
<context>
    <name>report</name>
    <message>
        <source>pictures</source>
        <translation>图像数</translation>
    </message>
    <message>
        <source>with mask</source>
        <translation>有掩膜</translation>
    </message>
    <message>
        <source>image AUROC</source>
        <translation>图像 AUROC</translation>
    </message>
    <message>
        <source>pixel AUROC</source>
        <translation>像素 AUROC</translation>
    </message>
    <message>
        <source>AUPRO</source>
        <translation>AUPRO</translation>
    </message>
    <message>
        <source>overkill</source>
        <translation>过杀</translation>
    </message>
    <message>
        <source>escape</source>
        <translation>漏检</translation>
    </message>
    <message>
        <source>Overkill: good parts judged NG. Escape: bad parts not judged NG; CHECK counts as escaped. In brackets the 95 % confidence interval (Clopper-Pearson). AUPRO to 30 % false positives.</source>
        <translation>过杀：良品被判为“不合格”。漏检：不良品未被判为“不合格”；“待确认”计为漏检。括号内为 95 % 置信区间（Clopper-Pearson）。AUPRO 计算至 30 % 假阳性率。</translation>
    </message>
    <message>
        <source>The {count} pictures judged most wrongly, or most closely</source>
        <translation>判定错误最严重或最接近限值的 {count} 张图像</translation>
    </message>
    <message>
        <source>In colour what differs from the good parts, white outlines the regions that were found, light blue the true defect as its mask has it.</source>
        <translation>彩色为与良品不同之处，白色轮廓为检出的区域，浅蓝色轮廓为掩膜标出的真实缺陷。</translation>
    </message>
    <message>
        <source>By how much painted flaws raise the score of good samples, in deviations of their scores; another way than everywhere is taken only where it is clearly better.</source>
        <translation>画上的瑕疵使良品样本分数升高的幅度，以良品分数的标准差计；只有明显更好时才不采用“全局”。</translation>
    </message>
    <message>
        <source>everywhere</source>
        <translation>全局</translation>
    </message>
    <message>
        <source>same place</source>
        <translation>同一位置</translation>
    </message>
    <message>
        <source>nearest images</source>
        <translation>最相似图像</translation>
    </message>
    <message>
        <source>The network or its weights file has no {layer}; its weight moved to {target}.</source>
        <translation>网络或其权重文件没有 {layer}，其权重已移到 {target}。</translation>
    </message>
    <message>
        <source>The backbone is the built-in fallback: no pretrained weights are on this machine.</source>
        <translation>骨干网络为内置的备用滤波器：本机没有预训练权重。</translation>
    </message>
    <message>
        <source>The limit is an estimate: with {samples} good parts no limit below 1 false alarm in {promised} can be promised.</source>
        <translation>限值为估计值：仅有 {samples} 个良品，无法保证误报低于每 {promised} 个 1 次。</translation>
    </message>
    <message>
        <source>{repeated} pictures to learn from are the same as others, byte for byte, and were left out.</source>
        <translation>用于学习的图像中有 {repeated} 张与其他图像逐字节完全相同，未予学习。</translation>
    </message>
    <message>
        <source>Not inspected, and in none of the figures: {not_inspected} of {pictures} pictures.</source>
        <translation>未检测且不计入任何指标：{pictures} 张图像中的 {not_inspected} 张。</translation>
    </message>
    <message>
        <source>Known defects of {preset} that are left out: {known}. On the line, what resembles one of them is NG also where it is OK here.</source>
        <translation>未计入的“{preset}”已知缺陷：{known} 个。在产线上，与其中之一相似的工件即使在此处合格，也会判为“不合格”。</translation>
    </message>
    <message>
        <source>Where a person looks at each part that is CHECK, {bad_ok} of the bad parts pass, and {good_not_ok} of the good ones are looked at or rejected.</source>
        <translation>若每个“待确认”件都由人查看：{bad_ok} 的不良品会被放过，{good_not_ok} 的良品会被查看或剔除。</translation>
    </message>
    <message>
        <source>No bad picture has a mask: there are no figures of pixels.</source>
        <translation>不良品图像均无掩膜：没有像素级指标。</translation>
    </message>
    <message>
        <source>Figures of pixels are over the {masks} of {bad} bad pictures that have a mask.</source>
        <translation>像素级指标仅统计 {bad} 张不良品图像中有掩膜的 {masks} 张。</translation>
    </message>
    <message>
        <source>There are no good test pictures: neither AUROC nor overkill is known.</source>
        <translation>没有良品测试图像：无法得出 AUROC 和过杀。</translation>
    </message>
    <message>
        <source>There are no bad test pictures: neither AUROC nor escape is known.</source>
        <translation>没有不良品测试图像：无法得出 AUROC 和漏检。</translation>
    </message>
    <message>
        <source>all</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>Backbone {backbone} on {device} · {samples} good parts learned in {seconds} s · bank {megabytes} MB · {p50} ms a picture (95 %: {p95} ms)</source>
        <translation>骨干网络 {backbone}，运行于 {device} · {seconds} 秒内学习 {samples} 个良品 · 特征库 {megabytes} MB · 每张图像 {p50} ms（95 %：{p95} ms）</translation>
    </message>
    <message>
        <source>matching</source>
        <translation>匹配方式</translation>
    </message>
    <message>
        <source>reach in px</source>
        <translation>范围（像素）</translation>
    </message>
    <message>
        <source>flaws stand out</source>
        <translation>瑕疵突出程度</translation>
    </message>
    <message>
        <source>taken</source>
        <translation>采用</translation>
    </message>
    <message>
        <source>Evaluation of {dataset} with {preset}</source>
        <translation>用 {preset} 评估 {dataset}</translation>
    </message>
    <message>
        <source>Pictures that could not be used fully</source>
        <translation>未能完全使用的图像</translation>
    </message>
    <message>
        <source>picture</source>
        <translation>图像</translation>
    </message>
    <message>
        <source>reason</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>How matching was chosen</source>
        <translation>匹配方式是如何选出的</translation>
    </message>
    <message>
        <source>Milliseconds per stage (median)</source>
        <translation>各阶段耗时（毫秒，中位数）</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>setting</source>
        <translation>设置项</translation>
    </message>
    <message>
        <source>value</source>
        <translation>值</translation>
    </message>
    <message>
        <source>score {score}</source>
        <translation>得分 {score}</translation>
    </message>
    <message>
        <source>truth: {kind}</source>
        <translation>真实情况：{kind}</translation>
    </message>
    <message>
        <source>Defects found over overkill (ROC)</source>
        <translation>检出率与过杀率（ROC）</translation>
    </message>
    <message>
        <source>overkill: good parts rejected, in %</source>
        <translation>过杀：被误判的良品，%</translation>
    </message>
    <message>
        <source>● the verdicts at the calibrated limit</source>
        <translation>● 标定限值下的判定结果</translation>
    </message>
    <message>
        <source>Scores of good and bad parts</source>
        <translation>良品与不良品的得分</translation>
    </message>
    <message>
        <source>score; 1 is the limit</source>
        <translation>得分；1 为限值</translation>
    </message>
    <message>
        <source>▲ good</source>
        <translation>▲ 良品</translation>
    </message>
    <message>
        <source>▼ bad</source>
        <translation>▼ 不良品</translation>
    </message>
    <message>
        <source>Needs good and bad pictures with a verdict.</source>
        <translation>需要有判定结果的良品和不良品图像。</translation>
    </message>
</context>
<context>
    <name>settings</name>
    <message>
        <source>Layer 1</source>
        <translation>第 1 层</translation>
    </message>
    <message>
        <source>Finest grid (stride 4): edges, grain, single threads.</source>
        <translation>最细网格（步长 4）：边缘、颗粒、单根纱线。</translation>
    </message>
    <message>
        <source>Layer 2</source>
        <translation>第 2 层</translation>
    </message>
    <message>
        <source>Stride 8: texture, small marks, weave.</source>
        <translation>步长 8：纹理、细小痕迹、织纹。</translation>
    </message>
    <message>
        <source>Layer 3</source>
        <translation>第 3 层</translation>
    </message>
    <message>
        <source>Stride 16: shapes, components, larger flaws.</source>
        <translation>步长 16：形状、元件、较大缺陷。</translation>
    </message>
    <message>
        <source>Layer 4</source>
        <translation>第 4 层</translation>
    </message>
    <message>
        <source>Stride 32: what the part is as a whole.</source>
        <translation>步长 32：工件整体。</translation>
    </message>
    <message>
        <source>Backbone</source>
        <translation>主干网络</translation>
    </message>
    <message>
        <source>The network that sees the picture; auto takes the best that is here.</source>
        <translation>用于分析图像的网络；自动模式选用本机最好的一个。</translation>
    </message>
    <message>
        <source>Input size</source>
        <translation>输入尺寸</translation>
    </message>
    <message>
        <source>Short side of the picture as the network sees it. Larger shows smaller defects and takes more time.</source>
        <translation>送入网络的图像短边长度。越大越能检出细小缺陷，但耗时更长。</translation>
    </message>
    <message>
        <source>Matching</source>
        <translation>比对方式</translation>
    </message>
    <message>
        <source>Compare with the whole bank (texture), only with the same place of the samples (parts that lie still), or only with the samples that look most alike. Auto tries the first two on good samples with small damage painted on them.</source>
        <translation>与整个特征库比对（适合纹理），只与样本的同一位置比对（适合位置固定的零件），或只与最相似的样本比对。自动模式在画有微小损伤的良品样本上试用前两种。</translation>
    </message>
    <message>
        <source>Neighbours</source>
        <translation>近邻数</translation>
    </message>
    <message>
        <source>Distance is the mean to this many nearest features.</source>
        <translation>距离取最近的若干个特征的平均值。</translation>
    </message>
    <message>
        <source>Nearest images</source>
        <translation>最相似图像</translation>
    </message>
    <message>
        <source>How many of the most similar samples are used by “nearest images”.</source>
        <translation>“最相似图像”方式所使用的样本数量。</translation>
    </message>
    <message>
        <source>Reach</source>
        <translation>位置容差</translation>
    </message>
    <message>
        <source>How far from its place a feature is looked for by “same place”, in network pixels: as far as parts shift.</source>
        <translation>“同一位置”方式在原位置周围多大范围内寻找特征，单位为网络像素：与零件的位移相当。</translation>
    </message>
    <message>
        <source>Bank size</source>
        <translation>特征库容量</translation>
    </message>
    <message>
        <source>Most features kept per layer; a coreset stands for the rest.</source>
        <translation>每层最多保留的特征数；其余由核心集代表。</translation>
    </message>
    <message>
        <source>rows</source>
        <translation>行</translation>
    </message>
    <message>
        <source>What is a region: what is over the calibrated limit, what stands out from around it, or what Otsu&apos;s method parts from the rest. The score stays; NG needs a region.</source>
        <translation>什么算作区域：超过标定限值的部位、比周围突出的部位，或由 Otsu 方法与其余部分区分开的部位。得分不变；判为“不合格”须有区域。</translation>
    </message>
    <message>
        <source>Local scale</source>
        <translation>局部尺度</translation>
    </message>
    <message>
        <source>How much a distance is measured by how far good samples are from one another there; 0 takes it as it is.</source>
        <translation>在多大程度上以该处良品样本彼此间的距离来衡量距离；0 为直接使用原距离。</translation>
    </message>
    <message>
        <source>Scale of the place</source>
        <translation>位置尺度</translation>
    </message>
    <message>
        <source>How much heat is measured by what is usual at its place of the part, for parts that lie still or are aligned; 0 takes it as it is.</source>
        <translation>在多大程度上以工件该位置平常的热度来衡量热度，适用于静止或已对齐的工件；0 为直接使用原热度。</translation>
    </message>
    <message>
        <source>Levelling</source>
        <translation>整体校平</translation>
    </message>
    <message>
        <source>How much of what makes a whole picture differ from the samples is taken off, so that only what stands out in it is hot; the score stays.</source>
        <translation>扣除多少整幅图像与样本之间的差异，使热力图只突出图像中的异常部位；得分不变。</translation>
    </message>
    <message>
        <source>Smoothing</source>
        <translation>平滑</translation>
    </message>
    <message>
        <source>Deviation of the Gaussian over the heatmap, in network pixels.</source>
        <translation>热力图高斯平滑的标准差，单位为网络像素。</translation>
    </message>
    <message>
        <source>Limit</source>
        <translation>限值</translation>
    </message>
    <message>
        <source>1.00 is the limit calibrated from the good samples; lower is stricter.</source>
        <translation>1.00 为由良品样本标定的限值；越低越严格。</translation>
    </message>
    <message>
        <source>Wanted second looks</source>
        <translation>允许复判率</translation>
    </message>
    <message>
        <source>Share of good parts that may be CHECK or worse; sets the check limit below the limit.</source>
        <translation>允许判为“待确认”或更差的良品比例；据此确定低于限值的待确认限值。</translation>
    </message>
    <message>
        <source>Limit mode</source>
        <translation>限值方式</translation>
    </message>
    <message>
        <source>Wanted overkill</source>
        <translation>允许过杀率</translation>
    </message>
    <message>
        <source>Share of good parts that may be rejected; sets the calibrated limit.</source>
        <translation>允许误判的良品比例；据此确定标定限值。</translation>
    </message>
    <message>
        <source>Score</source>
        <translation>得分</translation>
    </message>
    <message>
        <source>Mean of the hottest 1 % of the heatmap, or its maximum (tiny flaws).</source>
        <translation>热力图最高 1 % 的平均值，或其最大值（适合微小缺陷）。</translation>
    </message>
    <message>
        <source>Closing</source>
        <translation>闭运算</translation>
    </message>
    <message>
        <source>Joins regions closer than this, in network pixels; 0 joins none.</source>
        <translation>合并间距小于该值的区域，单位为网络像素；0 为不合并。</translation>
    </message>
    <message>
        <source>Smallest area</source>
        <translation>最小面积</translation>
    </message>
    <message>
        <source>Smaller regions are ignored; counted in network pixels.</source>
        <translation>忽略更小的区域；以网络像素计。</translation>
    </message>
    <message>
        <source>Smallest area in mm²</source>
        <translation>最小面积（mm²）</translation>
    </message>
    <message>
        <source>Takes the place of the area in pixels; needs the scale below.</source>
        <translation>代替以像素计的面积；需要填写下面的比例尺。</translation>
    </message>
    <message>
        <source>Scale</source>
        <translation>比例尺</translation>
    </message>
    <message>
        <source>Millimetres per camera pixel; empty when unknown.</source>
        <translation>每个相机像素对应的毫米数；未知时留空。</translation>
    </message>
    <message>
        <source>Pictures per second</source>
        <translation>每秒图像数</translation>
    </message>
    <message>
        <source>Pace of folder, video and demo line; 0 is full speed.</source>
        <translation>文件夹、视频和演示产线的速度；0 为全速。</translation>
    </message>
    <message>
        <source>Begin again at the end</source>
        <translation>循环播放</translation>
    </message>
    <message>
        <source>Folder and video start over after the last picture.</source>
        <translation>文件夹和视频在最后一张图像之后从头开始。</translation>
    </message>
    <message>
        <source>Camera width</source>
        <translation>相机宽度</translation>
    </message>
    <message>
        <source>Wanted picture width; 0 leaves it to the camera.</source>
        <translation>期望的图像宽度；0 为由相机决定。</translation>
    </message>
    <message>
        <source>Camera height</source>
        <translation>相机高度</translation>
    </message>
    <message>
        <source>Wanted picture height; 0 leaves it to the camera.</source>
        <translation>期望的图像高度；0 为由相机决定。</translation>
    </message>
    <message>
        <source>Camera exposure</source>
        <translation>相机曝光</translation>
    </message>
    <message>
        <source>In the driver&apos;s own unit; empty leaves it to the camera&apos;s automatic.</source>
        <translation>以驱动程序的单位计；留空则由相机自动曝光。</translation>
    </message>
    <message>
        <source>Line scan: lines per picture</source>
        <translation>线扫描：每幅行数</translation>
    </message>
    <message>
        <source>Joins strips of an endless web to pictures with this many lines; 0 takes each picture of the source as it is.</source>
        <translation>将连续卷材的条带拼接成此行数的图像；0 为直接使用来源的每张图像。</translation>
    </message>
    <message>
        <source>lines</source>
        <translation>行</translation>
    </message>
    <message>
        <source>Line scan: overlap</source>
        <translation>线扫描：重叠行数</translation>
    </message>
    <message>
        <source>Lines that a picture shares with the one before, so that a defect on a seam is seen whole; fewer than the lines per picture.</source>
        <translation>与前一幅图像重叠的行数，使接缝处的缺陷完整可见；须少于每幅行数。</translation>
    </message>
    <message>
        <source>Defective demo parts</source>
        <translation>演示缺陷比例</translation>
    </message>
    <message>
        <source>Share of defective parts on the demo line.</source>
        <translation>演示产线上缺陷工件的比例。</translation>
    </message>
    <message>
        <source>Demo seed</source>
        <translation>演示随机种子</translation>
    </message>
    <message>
        <source>Another seed is another day on the demo line.</source>
        <translation>更换种子相当于演示产线换了一天。</translation>
    </message>
    <message>
        <source>Shifted demo parts</source>
        <translation>演示工件偏移</translation>
    </message>
    <message>
        <source>How far boards and plates lie from the middle of the belt at most, as a share of each side.</source>
        <translation>电路板和金属板偏离传送带中央的最大距离，以各边长的比例计。</translation>
    </message>
    <message>
        <source>Turned demo parts</source>
        <translation>演示工件旋转</translation>
    </message>
    <message>
        <source>How far boards and plates are turned either way at most; 180° is any direction.</source>
        <translation>电路板和金属板向任一方向旋转的最大角度；180° 为任意方向。</translation>
    </message>
    <message>
        <source>Demo light drift</source>
        <translation>演示光照漂移</translation>
    </message>
    <message>
        <source>How far the light over the demo line and its slope wander from part to part at most.</source>
        <translation>演示产线的光照强度及其倾斜在工件之间的最大变化。</translation>
    </message>
    <message>
        <source>Demo views</source>
        <translation>演示视图数</translation>
    </message>
    <message>
        <source>Pictures of each demo part, each under a lamp of its own; never fewer than the product has.</source>
        <translation>每个演示工件的图像数，各用一盏灯照明；不少于产品的视图数。</translation>
    </message>
    <message>
        <source>Decision</source>
        <translation>判定</translation>
    </message>
    <message>
        <source>Heatmap</source>
        <translation>热力图</translation>
    </message>
    <message>
        <source>Layer weights</source>
        <translation>层权重</translation>
    </message>
    <message>
        <source>Features</source>
        <translation>特征</translation>
    </message>
    <message>
        <source>Runtime</source>
        <translation>推理引擎</translation>
    </message>
    <message>
        <source>What computes the network. Automatic takes the fastest one of the table whose verdicts are those of torch.</source>
        <translation>计算神经网络的引擎。“自动”选用表中判定与 PyTorch 一致且最快的一个。</translation>
    </message>
    <message>
        <source>Memory for banks</source>
        <translation>特征库内存</translation>
    </message>
    <message>
        <source>The last products stay loaded within this, and are there at once when the line changes to them; the one not used for longest goes first.</source>
        <translation>最近使用的产品在此限额内保持加载，产线切换时立即可用；最久未用的产品最先移出。</translation>
    </message>
    <message>
        <source>Inspect</source>
        <translation>检测</translation>
    </message>
    <message>
        <source>Every picture that comes, or one picture of each part, as soon as it stands still.</source>
        <translation>检测送来的每张图像，或在每个工件静止后检测一张。</translation>
    </message>
    <message>
        <source>Movement</source>
        <translation>移动阈值</translation>
    </message>
    <message>
        <source>Change of grey from one picture to the next that counts as movement; more than the camera&apos;s noise.</source>
        <translation>相邻图像间视为移动的灰度变化；须大于相机噪声。</translation>
    </message>
    <message>
        <source>grey values</source>
        <translation>灰度级</translation>
    </message>
    <message>
        <source>Empty place</source>
        <translation>空工位</translation>
    </message>
    <message>
        <source>A picture of the place without a part; without it an empty place that stands still is taken for a part.</source>
        <translation>没有工件时工位的图像；没有它，静止的空工位会被当作工件。</translation>
    </message>
    <message>
        <source>White reference</source>
        <translation>白场参考图像</translation>
    </message>
    <message>
        <source>A picture of an even white surface; takes uneven light off every picture.</source>
        <translation>均匀白色表面的图像；用于消除每张图像的光照不均。</translation>
    </message>
    <message>
        <source>Dark reference</source>
        <translation>暗场参考图像</translation>
    </message>
    <message>
        <source>A picture with the lens covered; need not be there.</source>
        <translation>遮住镜头时的图像；可以不设。</translation>
    </message>
    <message>
        <source>Even out light</source>
        <translation>光照均匀化</translation>
    </message>
    <message>
        <source>Brightness that changes over more than this share of the picture is light, not part, and is divided out; 0 leaves it.</source>
        <translation>变化范围超过图像此比例的亮度视为光照而非工件，并被除去；0 为不处理。</translation>
    </message>
    <message>
        <source>Even out contrast</source>
        <translation>对比度均匀化</translation>
    </message>
    <message>
        <source>Limit of a local histogram equalisation (CLAHE); 0 leaves the contrast.</source>
        <translation>局部直方图均衡 (CLAHE) 的限幅；0 为不处理对比度。</translation>
    </message>
    <message>
        <source>Light drift</source>
        <translation>光照漂移</translation>
    </message>
    <message>
        <source>A warning comes when brightness or colour have moved this far from the good samples.</source>
        <translation>亮度或颜色与良品样本相差达到此值时发出警告。</translation>
    </message>
    <message>
        <source>Glare from</source>
        <translation>反光阈值</translation>
    </message>
    <message>
        <source>Brighter places are glare and are not judged; 0 judges everything. 255 is white.</source>
        <translation>更亮的部位视为反光，不参与判定；0 为全部判定。255 为白色。</translation>
    </message>
    <message>
        <source>Glare margin</source>
        <translation>反光外扩</translation>
    </message>
    <message>
        <source>Not judged around a highlight either, as a share of the short side.</source>
        <translation>高光周围同样不判定的宽度，以短边的比例计。</translation>
    </message>
    <message>
        <source>Most glare</source>
        <translation>最大反光比例</translation>
    </message>
    <message>
        <source>With more of the part in glare it is NOT INSPECTED instead of OK.</source>
        <translation>工件反光超过此比例时判为“未检测”而非“合格”。</translation>
    </message>
    <message>
        <source>Align by</source>
        <translation>对齐方式</translation>
    </message>
    <message>
        <source>A feature of the part (drawn in the reference, or else the whole picture), or its outline on a plain background. Auto aligns if the good samples lie differently and can all be found, by their outline where they have one.</source>
        <translation>按工件的定位特征（在参考图像中绘制，否则为整幅图像），或按其在单一背景上的轮廓。若良品样本位置不一且均可定位，自动模式即进行对齐；工件有清晰轮廓时按轮廓对齐。</translation>
    </message>
    <message>
        <source>Reference picture</source>
        <translation>参考图像</translation>
    </message>
    <message>
        <source>The good part that others are laid upon; else one of the first good samples.</source>
        <translation>供其他工件对齐的良品；未设时取最初的良品样本之一。</translation>
    </message>
    <message>
        <source>Feature</source>
        <translation>定位特征</translation>
    </message>
    <message>
        <source>What is looked for: something distinct that each good part has.</source>
        <translation>用于定位：每个良品都有的明显特征。</translation>
    </message>
    <message>
        <source>Most shift</source>
        <translation>最大偏移</translation>
    </message>
    <message>
        <source>How far a part may lie from the reference, as a share of each side.</source>
        <translation>工件相对参考图像允许的偏移，以各边长的比例计。</translation>
    </message>
    <message>
        <source>Most turn</source>
        <translation>最大旋转</translation>
    </message>
    <message>
        <source>How far a part may be turned either way; 180° finds it in any direction.</source>
        <translation>工件向任一方向允许的旋转；180° 可定位任意方向。</translation>
    </message>
    <message>
        <source>Least likeness</source>
        <translation>最低相似度</translation>
    </message>
    <message>
        <source>How alike part and reference must be once they lie on each other; below it the part is NOT INSPECTED.</source>
        <translation>工件与参考图像对齐后须达到的相似度；低于此值判为“未检测”。</translation>
    </message>
    <message>
        <source>Most out of view</source>
        <translation>最大出画比例</translation>
    </message>
    <message>
        <source>With more of what is to be judged outside the camera&apos;s view the part is NOT INSPECTED; what is outside is never judged.</source>
        <translation>待判定部分超出相机视野的比例大于此值时，工件判为“未检测”；视野之外的部分从不判定。</translation>
    </message>
    <message>
        <source>Views of a part</source>
        <translation>每件视图数</translation>
    </message>
    <message>
        <source>How many pictures are taken of each part; each has a bank of its own.</source>
        <translation>每个工件采集的图像数；每个视图有各自的特征库。</translation>
    </message>
    <message>
        <source>Views count by</source>
        <translation>视图合并方式</translation>
    </message>
    <message>
        <source>Maximum: a flaw seen in one view is enough. Median: in most views. Minimum: in all (what moves with the lamp is glare). Worst view: views of different sides.</source>
        <translation>最大值：任一视图出现缺陷即可。中值：多数视图出现。最小值：所有视图出现（随光源移动的是反光）。最差视图：适合拍摄不同侧面的视图。</translation>
    </message>
    <message>
        <source>Tiles</source>
        <translation>分块</translation>
    </message>
    <message>
        <source>Look at the picture at its own resolution, tile by tile, instead of shrinking it to the input size: finds tiny flaws in large pictures and takes more time.</source>
        <translation>按原始分辨率逐块分析图像，而不缩小到输入尺寸：可在大图像中发现微小缺陷，但耗时更长。</translation>
    </message>
    <message>
        <source>Wanted resolution</source>
        <translation>要求的分辨率</translation>
    </message>
    <message>
        <source>A warning comes when a pixel of the camera is coarser than this.</source>
        <translation>相机像素比此值更粗时发出警告。</translation>
    </message>
    <message>
        <source>Zones</source>
        <translation>区域</translation>
    </message>
    <message>
        <source>What of the part is judged, and how strictly.</source>
        <translation>判定工件的哪些部分，以及多严格。</translation>
    </message>
    <message>
        <source>Trigger</source>
        <translation>触发</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>光照</translation>
    </message>
    <message>
        <source>Glare</source>
        <translation>反光</translation>
    </message>
    <message>
        <source>Alignment</source>
        <translation>对齐</translation>
    </message>
    <message>
        <source>Views</source>
        <translation>视图</translation>
    </message>
</context>
<context>
    <name>web</name>
    <message>
        <source>line {line}</source>
        <translation>第 {line} 行</translation>
    </message>
    <message>
        <source>{place}, {across} from the left, {peak}×</source>
        <translation>{place}，距左边 {across}，{peak}×</translation>
    </message>
</context>
<context>
    <name>words</name>
    <message>
        <source>{name}: {text}</source>
        <translation>{name}：{text}</translation>
    </message>
    <message>
        <source>OK</source>
        <translation>合格</translation>
    </message>
    <message>
        <source>CHECK</source>
        <translation>待确认</translation>
    </message>
    <message>
        <source>NG</source>
        <translation>不合格</translation>
    </message>
    <message>
        <source>NOT INSPECTED</source>
        <translation>未检测</translation>
    </message>
    <message>
        <source>STOPPED</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>STARTING</source>
        <translation>启动中</translation>
    </message>
    <message>
        <source>WAITING</source>
        <translation>等待工件</translation>
    </message>
    <message>
        <source>Demo line</source>
        <translation>演示产线</translation>
    </message>
    <message>
        <source>Camera</source>
        <translation>相机</translation>
    </message>
    <message>
        <source>Video file</source>
        <translation>视频文件</translation>
    </message>
    <message>
        <source>Picture folder</source>
        <translation>图像文件夹</translation>
    </message>
    <message>
        <source>Electronics</source>
        <translation>电子</translation>
    </message>
    <message>
        <source>Textile</source>
        <translation>纺织</translation>
    </message>
    <message>
        <source>Metal</source>
        <translation>金属</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>WideResNet-50-2 (reference)</source>
        <translation>WideResNet-50-2（基准）</translation>
    </message>
    <message>
        <source>ResNet-18 (fast)</source>
        <translation>ResNet-18（快速）</translation>
    </message>
    <message>
        <source>Built-in filters (fallback)</source>
        <translation>内置滤波器（备用）</translation>
    </message>
    <message>
        <source>PyTorch</source>
        <translation>PyTorch</translation>
    </message>
    <message>
        <source>ONNX Runtime</source>
        <translation>ONNX Runtime</translation>
    </message>
    <message>
        <source>OpenVINO</source>
        <translation>OpenVINO</translation>
    </message>
    <message>
        <source>OpenVINO, bfloat16</source>
        <translation>OpenVINO（bfloat16）</translation>
    </message>
    <message>
        <source>Everywhere</source>
        <translation>全局</translation>
    </message>
    <message>
        <source>Nearest images</source>
        <translation>最相似图像</translation>
    </message>
    <message>
        <source>Same place</source>
        <translation>同一位置</translation>
    </message>
    <message>
        <source>Calibrated</source>
        <translation>标定</translation>
    </message>
    <message>
        <source>Local contrast</source>
        <translation>局部对比度</translation>
    </message>
    <message>
        <source>Otsu</source>
        <translation>Otsu 法</translation>
    </message>
    <message>
        <source>Mean of the hottest 1 %</source>
        <translation>最高 1 % 的平均值</translation>
    </message>
    <message>
        <source>Maximum</source>
        <translation>最大值</translation>
    </message>
    <message>
        <source>Information</source>
        <translation>信息</translation>
    </message>
    <message>
        <source>Warning</source>
        <translation>警告</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>错误</translation>
    </message>
    <message>
        <source>On this machine</source>
        <translation>本机已有</translation>
    </message>
    <message>
        <source>Not on this machine</source>
        <translation>本机没有</translation>
    </message>
    <message>
        <source>Damaged file</source>
        <translation>文件损坏</translation>
    </message>
    <message>
        <source>Layer 1</source>
        <translation>第 1 层</translation>
    </message>
    <message>
        <source>Layer 2</source>
        <translation>第 2 层</translation>
    </message>
    <message>
        <source>Layer 3</source>
        <translation>第 3 层</translation>
    </message>
    <message>
        <source>Layer 4</source>
        <translation>第 4 层</translation>
    </message>
    <message>
        <source>Every picture</source>
        <translation>每张图像</translation>
    </message>
    <message>
        <source>Each part, once it stands still</source>
        <translation>每个工件静止后</translation>
    </message>
    <message>
        <source>Off</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>A feature</source>
        <translation>定位特征</translation>
    </message>
    <message>
        <source>Its outline</source>
        <translation>轮廓</translation>
    </message>
    <message>
        <source>Median</source>
        <translation>中值</translation>
    </message>
    <message>
        <source>Minimum</source>
        <translation>最小值</translation>
    </message>
    <message>
        <source>Worst view</source>
        <translation>最差视图</translation>
    </message>
    <message>
        <source>Include</source>
        <translation>包含</translation>
    </message>
    <message>
        <source>Exclude</source>
        <translation>排除</translation>
    </message>
    <message>
        <source>Tolerant</source>
        <translation>宽容</translation>
    </message>
    <message>
        <source>Rectangle</source>
        <translation>矩形</translation>
    </message>
    <message>
        <source>Ellipse</source>
        <translation>椭圆</translation>
    </message>
    <message>
        <source>Polygon</source>
        <translation>多边形</translation>
    </message>
</context>
</TS>
